import type { Bounds, EnumShape, StringShape } from "./shapes.ts";

/** What a value has to meet, in the words of AWS's services. */
export interface Rule<Value> {
	readonly text: string;
	readonly isMet: (value: Value) => boolean;
}

export const boundRules = (measure: "length" | "value", { min, max }: Bounds): Rule<number>[] => {
	const rules: Rule<number>[] = [];
	if (max !== undefined)
		rules.push({
			text: `Member must have ${measure} less than or equal to ${max}`,
			isMet: (size) => size <= max,
		});
	if (min !== undefined)
		rules.push({
			text: `Member must have ${measure} greater than or equal to ${min}`,
			isMet: (size) => size >= min,
		});
	return rules;
};

export const textRules = (shape: StringShape | EnumShape): Rule<string>[] => {
	switch (shape.type) {
		case "string":
			return stringRules(shape);
		case "enum":
			return [
				{
					text: `Member must satisfy enum value set: [${Object.keys(shape.values).join(", ")}]`,
					isMet: (text) => Object.hasOwn(shape.values, text),
				},
			];
	}
};

const stringRules = ({ pattern, ...bounds }: StringShape): Rule<string>[] => {
	const rules: Rule<string>[] = boundRules("length", bounds).map((rule) => ({
		text: rule.text,
		isMet: (text) => rule.isMet(countCodePoints(text)),
	}));
	if (pattern)
		rules.push({
			text: `Member must satisfy regular expression pattern: ${pattern.text}`,
			isMet: (text) => pattern.regex.test(text),
		});
	return rules;
};

const countCodePoints = (text: string): number => {
	let count = 0;
	for (const _ of text) count++;
	return count;
};
