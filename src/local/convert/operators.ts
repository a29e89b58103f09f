import type { OnnxGraph, Value } from "./onnxGraph.ts";
import { type Conversion, valueOf } from "./tensors.ts";
import type { OperatorType, TfliteNetwork, TfliteOperator } from "./tflite.ts";

/** Adds one operator of a network to the graph. */
export type Add = (conversion: Conversion, operator: TfliteOperator) => Value;

/** Adds the operators of a network to a graph, each in its own way; the answers are in the order of its outputs. */
export const addOperators =
	(adders: Readonly<Partial<Record<OperatorType, Add>>>) =>
	(graph: OnnxGraph, network: TfliteNetwork, input: Value): readonly Value[] => {
		const values = new Map(network.inputs.map((index) => [index, input]));
		const conversion = { graph, network, values };
		for (const operator of network.operators) {
			const add = adders[operator.type];
			if (add === undefined) throw new Error(`A ${operator.type} is not expected here.`);
			const [output] = operator.outputs;
			if (output === undefined) throw new Error(`A ${operator.type} has no output.`);
			values.set(output, add(conversion, operator));
		}
		return network.outputs.map((output) => valueOf(conversion, output));
	};
