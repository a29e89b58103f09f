/** Both ends belong to the range; a missing end is open. */
export interface Bounds {
	readonly min?: number;
	readonly max?: number;
}

/** A regular expression that a whole string has to match. */
export interface Pattern {
	/** As AWS writes it, for messages. */
	readonly text: string;
	/** Matches the same strings, and in a time that grows no faster than their length. */
	readonly regex: RegExp;
}

/** Its length is counted in code points. */
export interface StringShape extends Bounds {
	readonly type: "string";
	readonly pattern?: Pattern;
}

export interface EnumShape<Value extends string = string> {
	readonly type: "enum";
	readonly values: Readonly<Record<Value, true>>;
}

export interface NumberShape extends Bounds {
	readonly type: "integer" | "float";
}

/** Its length is counted in bytes. */
export interface BlobShape extends Bounds {
	readonly type: "blob";
}

export interface ListShape<Item = StringShape | EnumShape> extends Bounds {
	readonly type: "list";
	readonly of: Item;
}

export interface MapShape extends Bounds {
	readonly type: "map";
	readonly key: StringShape;
	readonly value: StringShape;
}

interface StructureShape {
	readonly type: "structure";
	readonly members: Readonly<Record<string, MemberShape>>;
}

export type Shape =
	StringShape | EnumShape | NumberShape | BlobShape | ListShape | MapShape | StructureShape;

export type MemberShape = Shape & { readonly required?: true };

/** The shapes of an SDK type's members: a shape for each of them, and no other. */
export type MembersOf<Type> = { readonly [Name in keyof Type]-?: MemberOf<Type, Name> };

/** The shape that one of the SDK's types has to have. */
export interface StructureOf<Type> {
	readonly type: "structure";
	readonly members: MembersOf<Type>;
	/** Never there: it keeps a shape with more members from passing for one with fewer. */
	readonly surplus?: keyof Type;
}

type MemberOf<Type, Name extends keyof Type> = ShapeOf<NonNullable<Type[Name]>> &
	(Partial<Pick<Type, Name>> extends Pick<Type, Name>
		? { readonly required?: never }
		: { readonly required: true });

type ShapeOf<Type> = [Type] extends [string]
	? string extends Type
		? StringShape
		: EnumShape<Type>
	: Type extends number
		? NumberShape
		: Type extends Uint8Array
			? BlobShape
			: Type extends readonly (infer Item)[]
				? ListShape<ShapeOf<Item>>
				: string extends keyof Type
					? MapShape
					: StructureOf<Type>;
