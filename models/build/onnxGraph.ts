export { createOnnxGraph } from "../../src/local/convert/onnxGraph.ts";
export type { OnnxGraph, Value } from "../../src/local/convert/onnxGraph.ts";
