import assert from "node:assert/strict";
import { createContext, runInContext } from "node:vm";
import * as fc from "fast-check";
import { requestMembers, type Operation, type Requests } from "../../src/core/constraints.ts";
import { parseRequest, type ParseOptions } from "../../src/core/parseRequest.ts";
import type { Shape } from "../../src/core/shapes.ts";
import {
	brokenRequest,
	operations,
	toLeaves,
	validRequest,
	withMember,
} from "./requestArbitraries.ts";

const FACE_ID = "0123abcd-4567-89ef-0123-456789abcdef";
const TOPIC = "arn:aws:sns:eu-central-1:123456789012:AmazonRekognition";
const ROLE = "arn:aws:iam::123456789012:role/rekognition";

/** A request of each operation with all members that it has. */
const requests: Requests = {
	StartFaceDetection: {
		Video: { S3Object: { Bucket: "bucket", Name: "a b.mp4", Version: "v1" } },
		ClientRequestToken: "token",
		NotificationChannel: { SNSTopicArn: TOPIC, RoleArn: ROLE },
		FaceAttributes: "ALL",
		JobTag: "tag",
	},
	GetFaceDetection: { JobId: "job", MaxResults: 10, NextToken: "" },
	StartFaceSearch: {
		Video: { S3Object: { Bucket: "bucket", Name: "ü.mov", Version: "v1" } },
		ClientRequestToken: "token",
		FaceMatchThreshold: 99.5,
		CollectionId: "people",
		NotificationChannel: { SNSTopicArn: TOPIC, RoleArn: ROLE },
		JobTag: "tag",
	},
	GetFaceSearch: { JobId: "job", MaxResults: 10, NextToken: "next", SortBy: "INDEX" },
	CreateCollection: { CollectionId: "people", Tags: { team: "vision" } },
	DescribeCollection: { CollectionId: "people" },
	ListCollections: { NextToken: "next", MaxResults: 0 },
	DeleteCollection: { CollectionId: "people" },
	IndexFaces: {
		CollectionId: "people",
		Image: { Bytes: Buffer.from("face"), S3Object: { Bucket: "bucket", Name: "n", Version: "v" } },
		ExternalImageId: "who",
		DetectionAttributes: ["DEFAULT", "FACE_OCCLUDED"],
		MaxFaces: 1,
		QualityFilter: "AUTO",
	},
	ListFaces: {
		CollectionId: "people",
		NextToken: "next",
		MaxResults: 4096,
		UserId: "who",
		FaceIds: [FACE_ID],
	},
	DeleteFaces: { CollectionId: "people", FaceIds: [FACE_ID, FACE_ID] },
	SearchFaces: { CollectionId: "people", FaceId: FACE_ID, MaxFaces: 1, FaceMatchThreshold: 0 },
	SearchFacesByImage: {
		CollectionId: "people",
		Image: { Bytes: Buffer.from("face"), S3Object: { Bucket: "bucket", Name: "n", Version: "v" } },
		MaxFaces: 4096,
		FaceMatchThreshold: 100,
		QualityFilter: "NONE",
	},
	DetectFaces: {
		Image: { Bytes: Buffer.from("face"), S3Object: { Bucket: "bucket", Name: "n", Version: "v" } },
		Attributes: [],
	},
	CompareFaces: {
		SourceImage: { Bytes: Buffer.from("a"), S3Object: { Bucket: "abc", Name: "n", Version: "v" } },
		TargetImage: { Bytes: Buffer.from("b"), S3Object: { Bucket: "abc", Name: "n", Version: "v" } },
		SimilarityThreshold: 80,
		QualityFilter: "HIGH",
	},
};

const longest = (length: number) => `Member must have length less than or equal to ${length}`;
const shortest = (length: number) => `Member must have length greater than or equal to ${length}`;
const most = (value: number) => `Member must have value less than or equal to ${value}`;
const least = (value: number) => `Member must have value greater than or equal to ${value}`;
const pattern = (text: string) => `Member must satisfy regular expression pattern: ${text}`;
const oneOf = (values: string) => `Member must satisfy enum value set: [${values}]`;
const each = (...rules: string[]) => `Member must satisfy constraint: [${rules.join(", ")}]`;
const keys = (...rules: string[]) => `Map keys must satisfy constraint: [${rules.join(", ")}]`;
const values = (...rules: string[]) => `Map value must satisfy constraint: [${rules.join(", ")}]`;

interface Cases {
	readonly accepted: readonly unknown[];
	/** Each with the rules it breaks, in the order in which they are told. */
	readonly refused: readonly (readonly [value: unknown, ...rules: string[]])[];
	readonly mistyped: readonly unknown[];
}

const NO_STRING = [1, Number.NaN, true, [], {}, ["a"]];
const NO_FLOAT = ["1", "NaN", "", true, false, Number.NaN, Number.POSITIVE_INFINITY, [], [1], {}];
const NO_INTEGER = [...NO_FLOAT, 1.5, 2 ** 53, -(2 ** 53), 1e21];
const NO_STRUCTURE = [1, "", "{}", true, [], [{}], Buffer.from("{}")];

const repeated = (length: number, text = "a") => text.repeat(length);

const characters = (bounds: readonly [number, number], all: string, text: string): Cases => {
	const [min, max] = bounds;
	return {
		accepted: [all, repeated(min), repeated(max)],
		refused: [
			["", shortest(min), pattern(text)],
			[repeated(max + 1), longest(max)],
			[`${all}\n`, pattern(text)],
			[`\n${all}`, pattern(text)],
			[`${all} ${all}`, pattern(text)],
			["ä", pattern(text)],
			[repeated(max, "😀"), pattern(text)],
			[repeated(max + 1, "😀"), longest(max), pattern(text)],
		],
		mistyped: NO_STRING,
	};
};

const free = (min: number, max: number): Cases => ({
	accepted: [repeated(min), repeated(max), repeated(max, "😀"), " %20\n\0é/../", "\uD83D"],
	refused: [
		...(min > 0 ? [["", shortest(min)] as const] : []),
		[repeated(max + 1), longest(max)],
		[repeated(max + 1, "😀"), longest(max)],
	],
	mistyped: NO_STRING,
});

const token = characters([1, 64], "azAZ09-_", "^[a-zA-Z0-9-_]+$");
const jobTag = characters([1, 1024], "azAZ09_.-:+=/", String.raw`[a-zA-Z0-9_.\-:+=\/]+`);
const collectionId = characters([1, 255], "azAZ09_.-", String.raw`[a-zA-Z0-9_.\-]+`);
const externalImageId = characters([1, 255], "azAZ09_.-:", String.raw`[a-zA-Z0-9_.\-:]+`);
const userId = characters([1, 128], "azAZ09_.-:", String.raw`[a-zA-Z0-9_.\-:]+`);

const BUCKET = pattern(String.raw`[0-9A-Za-z\.\-_]*`);
const bucket: Cases = {
	accepted: ["abc", "09AZaz.-_", repeated(255)],
	refused: [
		["", shortest(3)],
		["ab", shortest(3)],
		[repeated(256), longest(255)],
		["abc\n", BUCKET],
		["a/b", BUCKET],
		["😀😀", shortest(3), BUCKET],
		["😀😀😀", BUCKET],
	],
	mistyped: NO_STRING,
};

const SNS = pattern(String.raw`(^arn:aws:sns:.*:\w{12}:.+$)`);
const topic: Cases = {
	accepted: [
		TOPIC,
		"arn:aws:sns:::abcdef_GHIJ0: ",
		"arn:aws:sns::a:123456789012:b",
		`arn:aws:sns::123456789012:${repeated(5000, "😀")}`,
	],
	refused: [
		["", SNS],
		[`${TOPIC}\n`, SNS],
		[`\n${TOPIC}`, SNS],
		[`${TOPIC}\nx`, SNS],
		["arn:aws:sns:a\u2028b:123456789012:topic", SNS],
		["arn:aws:sns:eu-central-1:123456789012:", SNS],
		["arn:aws:sns:eu-central-1:12345678901:topic", SNS],
		["arn:aws:sns:123456789012:topic", SNS],
		["arn:aws:sqs:eu-central-1:123456789012:topic", SNS],
		[` ${TOPIC}`, SNS],
	],
	mistyped: NO_STRING,
};

const IAM = pattern(String.raw`arn:aws:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+`);
const role: Cases = {
	accepted: [
		ROLE,
		"arn:aws:iam::123456789012:rolex",
		`${ROLE}/a+=,.@-_Z9`,
		`${ROLE}${repeated(5000)}`,
	],
	refused: [
		["", IAM],
		[`${ROLE}\n`, IAM],
		[`x${ROLE}`, IAM],
		["arn:aws:iam::123456789012:role", IAM],
		["arn:aws:iam::12345678901a:role/x", IAM],
		["arn:aws:iam::١٢٣٤٥٦٧٨٩٠١٢:role/x", IAM],
		[`${ROLE}!`, IAM],
	],
	mistyped: NO_STRING,
};

const UUID = pattern("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
const NO_FACE_IDS = ["", `${FACE_ID}\n`, FACE_ID.toUpperCase(), `${FACE_ID}0`, `0${FACE_ID}`, "a"];
const faceId: Cases = {
	accepted: [FACE_ID],
	refused: NO_FACE_IDS.map((id) => [id, UUID] as const),
	mistyped: NO_STRING,
};
const faceIds: Cases = {
	accepted: [[FACE_ID], Array.from({ length: 4096 }, () => FACE_ID)],
	refused: [
		[[], shortest(1)],
		[[null], shortest(1)],
		[Array.from({ length: 4097 }, () => FACE_ID), longest(4096)],
		...NO_FACE_IDS.map((id) => [[FACE_ID, id], each(UUID)] as const),
		[Array.from({ length: 4097 }, () => "a"), longest(4096), each(UUID)],
	],
	mistyped: [FACE_ID, 1, true, {}, { 0: FACE_ID, length: 1 }, [1], [FACE_ID, {}], [[FACE_ID]]],
};

const integer = (min: number, max?: number): Cases => ({
	accepted: [min, min + 1, max ?? Number.MAX_SAFE_INTEGER],
	refused: [
		[min - 1, least(min)],
		[-5000, least(min)],
		...(max === undefined ? [] : ([[max + 1, most(max)]] as const)),
	],
	mistyped: NO_INTEGER,
});
const percent: Cases = {
	accepted: [0, 100, 0.001, 99.99999],
	refused: [
		[-0.001, least(0)],
		[-1, least(0)],
		[100.001, most(100)],
		[101, most(100)],
		[1e300, most(100)],
	],
	mistyped: NO_FLOAT,
};

const enumeration = (...allowed: string[]): Cases => ({
	accepted: allowed,
	refused: ["", "all", allowed[0]?.toLowerCase(), `${allowed[0]}\n`, "toString", "__proto__"].map(
		(value) => [value, oneOf(allowed.join(", "))] as const,
	),
	mistyped: NO_STRING,
});
const qualityFilter = enumeration("NONE", "AUTO", "LOW", "MEDIUM", "HIGH");

const ATTRIBUTES =
	"DEFAULT, ALL, AGE_RANGE, BEARD, EMOTIONS, EYE_DIRECTION, EYEGLASSES, EYES_OPEN, GENDER, MOUTH_OPEN, MUSTACHE, FACE_OCCLUDED, SMILE, SUNGLASSES";
const attributes: Cases = {
	accepted: [[], ["ALL"], ATTRIBUTES.split(", "), Array.from({ length: 5000 }, () => "DEFAULT")],
	refused: ["", "all", "HAPPY", "constructor", "ALL\n"].map(
		(value) => [["DEFAULT", value], each(oneOf(ATTRIBUTES))] as const,
	),
	mistyped: ["ALL", 1, true, {}, [1], ["ALL", ["ALL"]], [true]],
};

const blob: Cases = {
	accepted: [new Uint8Array(1), Buffer.alloc(5_242_880)],
	refused: [
		[new Uint8Array(), shortest(1)],
		[Buffer.alloc(5_242_881), longest(5_242_880)],
	],
	mistyped: ["ZmFjZQ==", "", 1, true, [1], {}, new ArrayBuffer(1), new Uint16Array(1)],
};

const KEYS = keys(
	longest(128),
	shortest(1),
	pattern(String.raw`^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]*$`),
);
const VALUES = values(
	longest(256),
	shortest(0),
	pattern(String.raw`^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$`),
);
const tagsOf = (count: number) =>
	Object.fromEntries(Array.from({ length: count }, (_, index) => [`key${index}`, "value"]));
const tags: Cases = {
	accepted: [
		{},
		tagsOf(200),
		{ aws: "", "Aws:x": "aws:x", "äß λ漢٣_.:/=+-@": "\u2028" },
		{ [repeated(128, "𠀀")]: repeated(256, "𠀀") },
		JSON.parse('{"__proto__": "x", "constructor": "y"}'),
	],
	refused: [
		[tagsOf(201), longest(200)],
		[{ "": "x" }, KEYS],
		[{ [repeated(129)]: "x" }, KEYS],
		[{ [repeated(129, "𠀀")]: "x" }, KEYS],
		[{ "aws:x": "x" }, KEYS],
		[{ "a\n": "x" }, KEYS],
		[{ "a!": "x" }, KEYS],
		[{ a: repeated(257) }, VALUES],
		[{ a: repeated(257, "𠀀") }, VALUES],
		[{ a: "x\n" }, VALUES],
		[{ a: "😀" }, VALUES],
		[{ "a!": "!" }, KEYS, VALUES],
	],
	mistyped: ["a=b", 1, true, [], [{}], { a: 1 }, { a: {} }, { a: ["b"] }, Buffer.from("ab")],
};

const structure: Cases = { accepted: [], refused: [], mistyped: NO_STRUCTURE };

const s3Object = (parent: string): Record<string, Cases> => ({
	[`${parent}.S3Object`]: { ...structure, accepted: [{}] },
	[`${parent}.S3Object.Bucket`]: bucket,
	[`${parent}.S3Object.Name`]: free(1, 1024),
	[`${parent}.S3Object.Version`]: free(1, 1024),
});
const video = { Video: { ...structure, accepted: [{}] }, ...s3Object("Video") };
const image = (name: string): Record<string, Cases> => ({
	[name]: { ...structure, accepted: [{}] },
	[`${name}.Bytes`]: blob,
	...s3Object(name),
});
const channel = {
	NotificationChannel: structure,
	"NotificationChannel.SNSTopicArn": topic,
	"NotificationChannel.RoleArn": role,
};
const get = { JobId: token, MaxResults: integer(1), NextToken: free(0, 255) };

/** What the table has to come to, member by member, written down once more. */
const table: Readonly<Record<Operation, Readonly<Record<string, Cases>>>> = {
	StartFaceDetection: {
		...video,
		ClientRequestToken: token,
		...channel,
		FaceAttributes: enumeration("DEFAULT", "ALL"),
		JobTag: jobTag,
	},
	GetFaceDetection: get,
	StartFaceSearch: {
		...video,
		ClientRequestToken: token,
		FaceMatchThreshold: percent,
		CollectionId: collectionId,
		...channel,
		JobTag: jobTag,
	},
	GetFaceSearch: { ...get, SortBy: enumeration("INDEX", "TIMESTAMP") },
	CreateCollection: { CollectionId: collectionId, Tags: tags },
	DescribeCollection: { CollectionId: collectionId },
	ListCollections: { NextToken: free(0, 255), MaxResults: integer(0, 4096) },
	DeleteCollection: { CollectionId: collectionId },
	IndexFaces: {
		CollectionId: collectionId,
		...image("Image"),
		ExternalImageId: externalImageId,
		DetectionAttributes: attributes,
		MaxFaces: integer(1),
		QualityFilter: qualityFilter,
	},
	ListFaces: {
		CollectionId: collectionId,
		NextToken: free(0, 255),
		MaxResults: integer(0, 4096),
		UserId: userId,
		FaceIds: faceIds,
	},
	DeleteFaces: { CollectionId: collectionId, FaceIds: faceIds },
	SearchFaces: {
		CollectionId: collectionId,
		FaceId: faceId,
		MaxFaces: integer(1, 4096),
		FaceMatchThreshold: percent,
	},
	SearchFacesByImage: {
		CollectionId: collectionId,
		...image("Image"),
		MaxFaces: integer(1, 4096),
		FaceMatchThreshold: percent,
		QualityFilter: qualityFilter,
	},
	DetectFaces: { ...image("Image"), Attributes: attributes },
	CompareFaces: {
		...image("SourceImage"),
		...image("TargetImage"),
		SimilarityThreshold: percent,
		QualityFilter: qualityFilter,
	},
};

const REQUIRED = new Set([
	"Video",
	"NotificationChannel.SNSTopicArn",
	"NotificationChannel.RoleArn",
	"JobId",
	"CollectionId",
	"Image",
	"SourceImage",
	"TargetImage",
	"FaceId",
	"DeleteFaces FaceIds",
]);
const isRequired = (operation: Operation, path: string) =>
	REQUIRED.has(path) || REQUIRED.has(`${operation} ${path}`);

const toMessagePath = (path: readonly string[]) =>
	path.map((name) => name.charAt(0).toLowerCase() + name.slice(1)).join(".");

const parse = (operation: Operation, value: unknown, options?: ParseOptions) =>
	parseRequest(operation, value, options);

const assertAccepted = (operation: Operation, request: unknown) =>
	assert.deepEqual(parse(operation, request), { type: "request", request });

const assertRefused = (
	operation: Operation,
	request: unknown,
	path: string,
	rules: readonly string[],
) => {
	const result = parse(operation, request);
	assert.equal(result.type, "constraint");
	const errors = rules.length === 1 ? "error" : "errors";
	assert.ok(result.message.startsWith(`${rules.length} validation ${errors} detected: Value '`));
	const told = result.message.split(`' at '${path}' failed to satisfy constraint: `).slice(1);
	assert.equal(told.length, rules.length, result.message);
	for (const [index, rule] of rules.entries())
		assert.ok(told[index]?.startsWith(rule), result.message);
	assert.ok(result.message.endsWith(rules.at(-1) ?? ""), result.message);
};

const messageOf = (operation: Operation, value: unknown, options?: ParseOptions) => {
	const result = parse(operation, value, options);
	assert.ok(result.type !== "request");
	return result.message;
};

describe("parseRequest", () => {
	for (const operation of operations) {
		const request = requests[operation];

		it(`takes a whole ${operation}`, () => assertAccepted(operation, request));

		it(`is tested with every member of ${operation}`, () => {
			const paths = toLeaves(requestMembers[operation]).map(({ path }) => path.join("."));
			assert.deepEqual(Object.keys(table[operation]).toSorted(), paths.toSorted());
		});

		for (const [name, cases] of Object.entries(table[operation])) {
			const path = name.split(".");
			const messagePath = toMessagePath(path);

			it(`holds ${name} of ${operation} to its rules`, () => {
				for (const value of cases.accepted)
					assertAccepted(operation, withMember(request, path, value));
				for (const [value, ...rules] of cases.refused)
					assertRefused(operation, withMember(request, path, value), messagePath, rules);
			});

			it(`wants ${name} of ${operation} to be of its type`, () => {
				for (const value of cases.mistyped) {
					const result = parse(operation, withMember(request, path, value));
					assert.equal(result.type, "serialization", String(value));
					assert.ok(result.message.includes(` at '${messagePath}`), result.message);
				}
			});

			it(`takes null for an absent ${name} of ${operation}`, () => {
				const without = withMember(request, path, undefined);
				for (const absent of [without, withMember(request, path, null)])
					if (isRequired(operation, name))
						assert.deepEqual(parse(operation, absent), {
							type: "constraint",
							message: `1 validation error detected: Value null at '${messagePath}' failed to satisfy constraint: Member must not be null`,
						});
					else assert.deepEqual(parse(operation, absent), { type: "request", request: without });
			});
		}
	}
});

describe("parseRequest's messages", () => {
	it("join several violations", () => {
		assert.equal(
			messageOf("StartFaceSearch", {
				Video: { S3Object: { Bucket: "a!" } },
				FaceMatchThreshold: 101,
				NotificationChannel: { RoleArn: "x" },
			}),
			String.raw`6 validation errors detected: Value 'a!' at 'video.s3Object.bucket' failed to satisfy constraint: Member must have length greater than or equal to 3; Value 'a!' at 'video.s3Object.bucket' failed to satisfy constraint: Member must satisfy regular expression pattern: [0-9A-Za-z\.\-_]*; Value '101' at 'faceMatchThreshold' failed to satisfy constraint: Member must have value less than or equal to 100; Value null at 'collectionId' failed to satisfy constraint: Member must not be null; Value null at 'notificationChannel.sNSTopicArn' failed to satisfy constraint: Member must not be null; Value 'x' at 'notificationChannel.roleArn' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:aws:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+`,
		);
	});

	it("show a list as AWS does", () => {
		assert.equal(
			messageOf("DetectFaces", { Image: {}, Attributes: ["ALL", "HAPPY"] }),
			`1 validation error detected: Value '[ALL, HAPPY]' at 'attributes' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [${ATTRIBUTES}]]`,
		);
	});

	it("show a map as AWS does", () => {
		assert.equal(
			messageOf("CreateCollection", { CollectionId: "a", Tags: { a: "b", "aws:c": "d" } }),
			`1 validation error detected: Value '{a=b, aws:c=d}' at 'tags' failed to satisfy constraint: ${KEYS}`,
		);
	});

	it("show the part of a long list that is wrong", () => {
		const FaceIds = Array.from({ length: 4000 }, () => FACE_ID).toSpliced(3000, 1, "wrong");
		assert.ok(
			messageOf("DeleteFaces", { CollectionId: "a", FaceIds }).startsWith(
				`1 validation error detected: Value '[…, wrong, ${FACE_ID}, `,
			),
		);
	});

	it("cut long values, and never within a character", () => {
		const message = messageOf("StartFaceDetection", { Video: {}, JobTag: `a${"😀".repeat(1e5)}` });
		assert.ok(message.length < 700, String(message.length));
		assert.match(message, /Value 'a😀+…' at 'jobTag'/u);
		assert.ok(message.isWellFormed());
	});

	it("show a value that is as long as an id", () => {
		const JobId = `${"a".repeat(63)}!`;
		assert.ok(messageOf("GetFaceDetection", { JobId }).includes(`Value '${JobId}' at`));
	});

	it("stay short whatever is wrong", () => {
		const huge = "!".repeat(1e6);
		const Tags = Object.fromEntries(
			Array.from({ length: 1000 }, (_, index) => [`${index}${huge.slice(0, 1000)}`, huge]),
		);
		const FaceIds = Array.from({ length: 10_000 }, () => huge);
		const members = { CollectionId: huge, UserId: huge, NextToken: huge, Tags, FaceIds };
		assert.ok(messageOf("CreateCollection", members).length < 3000);
		assert.ok(messageOf("ListFaces", members).length < 3000);
	});

	it("tell a blob's length and nothing in it", () => {
		const Bytes = Buffer.alloc(5_242_881, "secret");
		const expected =
			"1 validation error detected: Value 'java.nio.HeapByteBuffer[pos=0 lim=5242881 cap=5242881]' at 'image.bytes' failed to satisfy constraint: Member must have length less than or equal to 5242880";
		assert.equal(messageOf("DetectFaces", { Image: { Bytes } }), expected);
		const inJson = { Image: { Bytes: Bytes.toString("base64") } };
		assert.equal(messageOf("DetectFaces", inJson, { blobs: "base64" }), expected);
	});

	for (const [value, message] of [
		[{ JobId: 1 }, "NUMBER_VALUE can not be converted to a String at 'jobId'"],
		[{ JobId: true }, "TRUE_VALUE can not be converted to a String at 'jobId'"],
		[{ JobId: ["x"] }, "Start of list found where not expected at 'jobId'"],
		[{ JobId: {} }, "Start of structure or map found where not expected at 'jobId'"],
		[{ MaxResults: "1" }, "STRING_VALUE can not be converted to an Integer at 'maxResults'"],
		[{ MaxResults: false }, "FALSE_VALUE can not be converted to an Integer at 'maxResults'"],
		[{ MaxResults: 1.5 }, "NUMBER_VALUE can not be converted to an Integer at 'maxResults'"],
		[[], "Start of list found where not expected"],
		[null, "NULL_VALUE can not be converted to a Structure"],
		["{}", "STRING_VALUE can not be converted to a Structure"],
	] as const)
		it(`say ${message} of ${JSON.stringify(value)}`, () =>
			assert.deepEqual(parse("GetFaceDetection", value), { type: "serialization", message }));

	it("say where in a list another type is", () => {
		assert.equal(
			messageOf("DeleteFaces", { CollectionId: "a", FaceIds: [FACE_ID, 1] }),
			"NUMBER_VALUE can not be converted to a String at 'faceIds.2.member'",
		);
	});

	it("tell another type before any constraint", () => {
		assert.equal(parse("GetFaceDetection", { JobId: "", MaxResults: "1" }).type, "serialization");
	});
});

describe("parseRequest with base64", () => {
	const base64 = { blobs: "base64" } as const;

	it("reads blobs", () => {
		const json = { SourceImage: { Bytes: "ZmFjZQ==" }, TargetImage: { Bytes: "ZmFjZXM=" } };
		const result = parseRequest("CompareFaces", json, base64);
		assert.ok(result.type === "request");
		const { SourceImage, TargetImage } = result.request;
		assert.deepEqual(SourceImage?.Bytes, Uint8Array.from(Buffer.from("face")));
		assert.deepEqual(TargetImage?.Bytes, Uint8Array.from(Buffer.from("faces")));
	});

	it("refuses what is no base64", () => {
		for (const Bytes of ["face!", "ZmFjZQ", "ZmFjZQ==\n", 1, {}, new Uint8Array(4)])
			assert.equal(parse("DetectFaces", { Image: { Bytes } }, base64).type, "serialization");
	});

	it("takes an empty blob for one that is too short", () => {
		assert.equal(parse("DetectFaces", { Image: { Bytes: "" } }, base64).type, "constraint");
	});
});

describe("parseRequest's result", () => {
	it("is an empty request where nothing was given and nothing is required", () => {
		assert.deepEqual(parse("ListCollections", undefined), { type: "request", request: {} });
	});

	it("has no member that the operation does not know", () => {
		const known = { JobId: "a" };
		const json = JSON.parse(
			'{"JobId":"a","jobId":"b","toString":1,"__proto__":{"MaxResults":"x"},"constructor":{"prototype":{}},"SortBy":7}',
		);
		assert.deepEqual(parse("GetFaceDetection", json), { type: "request", request: known });
		const nested = JSON.parse('{"Video":{"Bytes":1,"__proto__":{"S3Object":1}}}');
		assert.deepEqual(parse("StartFaceDetection", nested), {
			type: "request",
			request: { Video: {} },
		});
	});

	it("does not come from a prototype", () => {
		assert.equal(parse("GetFaceDetection", Object.create({ JobId: "a" })).type, "constraint");
	});

	it("is of a tag named __proto__, too", () => {
		const json = JSON.parse('{"CollectionId":"a","Tags":{"__proto__":"b"}}');
		const result = parseRequest("CreateCollection", json);
		assert.ok(result.type === "request");
		assert.deepEqual(Object.entries(result.request.Tags ?? {}), [["__proto__", "b"]]);
		assert.equal(Object.getPrototypeOf(result.request.Tags), Object.prototype);
	});

	it("is without the nulls of lists and maps", () => {
		const list = { CollectionId: "a", FaceIds: [null, FACE_ID, undefined] };
		assert.deepEqual(parse("DeleteFaces", list), {
			type: "request",
			request: { CollectionId: "a", FaceIds: [FACE_ID] },
		});
		const map = { CollectionId: "a", Tags: { a: null, b: "c" } };
		assert.deepEqual(parse("CreateCollection", map), {
			type: "request",
			request: { CollectionId: "a", Tags: { b: "c" } },
		});
	});

	it("is nothing of the caller's that may change", () => {
		const request = { CollectionId: "a", FaceIds: [FACE_ID] };
		const result = parseRequest("DeleteFaces", request);
		request.FaceIds.push("b");
		assert.ok(result.type === "request");
		assert.deepEqual(result.request.FaceIds, [FACE_ID]);
	});
});

describe("parseRequest, whatever comes,", () => {
	for (const operation of operations) {
		it(`takes any ${operation} that keeps to the table, and changes nothing in it`, () => {
			fc.assert(
				fc.property(validRequest(operation), (request) => {
					assertAccepted(operation, request);
					const json = JSON.parse(JSON.stringify(request, toBase64));
					assert.deepEqual(parse(operation, json, { blobs: "base64" }), parse(operation, request));
				}),
				SEEDED,
			);
		});

		it(`refuses any ${operation} that breaks one rule, and names it and the member`, () => {
			fc.assert(
				fc.property(brokenRequest(operation), ({ request, path, texts }) => {
					const result = parse(operation, request);
					assert.equal(result.type, "constraint");
					const [start = "", end = "", ...more] = result.message.split(
						` at '${toMessagePath(path)}' failed to satisfy constraint: `,
					);
					assert.ok(start.startsWith("1 validation error detected: Value "), result.message);
					assert.deepEqual(more, []);
					for (const text of texts) assert.ok(end.includes(text), result.message);
				}),
				{ ...SEEDED, numRuns: 300 },
			);
		});

		it(`answers any JSON for ${operation}`, () => {
			const names = toLeaves(requestMembers[operation]).flatMap(({ path }) => path);
			const json = fc.letrec<{ value: unknown }>((tie) => ({
				value: fc.oneof(
					{ maxDepth: 4 },
					fc.jsonValue(),
					fc.anything({ withBigInt: true, withNullPrototype: true, withMap: true, withDate: true }),
					fc.dictionary(fc.constantFrom(...names, "__proto__"), tie("value")),
				),
			})).value;
			fc.assert(
				fc.property(json, fc.constantFrom("bytes", "base64"), (value, blobs) => {
					const { type } = parse(operation, value, { blobs });
					assert.ok(["request", "constraint", "serialization"].includes(type));
				}),
				SEEDED,
			);
		});
	}

	it("is soon done with long hostile strings", () => {
		for (const operation of operations)
			for (const { path, shape } of toLeaves(requestMembers[operation]))
				for (const text of HOSTILE)
					for (const value of toHostile(shape.type, text))
						watched(() => {
							const request = withMember(requests[operation], path, value);
							parse(operation, request);
							parse(operation, request, { blobs: "base64" });
						});
	});
});

const toHostile = (type: Shape["type"], text: string): unknown[] => {
	switch (type) {
		case "structure":
			return [];
		case "list":
			return [[text]];
		case "map":
			return [{ [text]: "a" }, { a: text }];
		case "string":
		case "enum":
		case "integer":
		case "float":
		case "blob":
			return [text];
	}
};

const SEEDED = { seed: 1 };

const LONG = 300_000;
const HOSTILE = [
	"a".repeat(LONG),
	`${"a".repeat(LONG)}!`,
	"😀".repeat(LONG),
	"𠀀".repeat(LONG),
	" ".repeat(LONG),
	`${"-".repeat(LONG)}\n`,
	`arn:aws:sns:${":aaaaaaaaaaaa".repeat(LONG / 10)}\n`,
	`arn:aws:sns:${":aaaaaaaaaaaa".repeat(LONG / 10)}\nx`,
	`arn:aws:sns:${":".repeat(LONG)}`,
	`arn:aws:iam::123456789012:role${"/".repeat(LONG)}!`,
	"0123abcd-".repeat(LONG / 10),
	"A".repeat(LONG),
];

const context = createContext({ call: (): unknown => undefined });

/** Ends a call that would hardly ever end, so that the test fails instead of standing still. */
const watched = (call: () => void): void => {
	context["call"] = call;
	runInContext("call()", context, { timeout: 5000 });
};

function toBase64(this: Record<string, unknown>, name: string, value: unknown): unknown {
	const raw = this[name];
	return raw instanceof Uint8Array ? Buffer.from(raw).toString("base64") : value;
}
