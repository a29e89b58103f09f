import assert from "node:assert/strict";
import type * as aws from "@aws-sdk/client-rekognition";
import type { EnumShape, MembersOf, StringShape, StructureOf } from "../../src/core/shapes.ts";

const name: StringShape = { type: "string" };
const s3Object: StructureOf<aws.S3Object> = {
	type: "structure",
	members: { Bucket: name, Name: name, Version: name },
};

// The compiler is the test: it complains where an error that is announced here is none.
describe("a table of shapes", () => {
	it("cannot leave out a member of the SDK's type", () => {
		// @ts-expect-error NextToken and MaxResults are missing
		const members: MembersOf<aws.ListCollectionsRequest> = {};
		assert.ok(members);
	});

	it("cannot have a member that the SDK's type has not", () => {
		const members: MembersOf<aws.DescribeCollectionRequest> = {
			CollectionId: { type: "string", required: true },
			// @ts-expect-error it is a member of CreateCollection
			Tags: { type: "map", key: name, value: name },
		};
		assert.ok(members);
	});

	it("cannot have a structure with members that the SDK's has not", () => {
		const image: StructureOf<aws.Image> = {
			type: "structure",
			members: { Bytes: { type: "blob" }, S3Object: s3Object },
		};
		// @ts-expect-error a video has no Bytes
		const video: StructureOf<aws.Video> = image;
		assert.ok(video);
	});

	it("cannot be of another type", () => {
		const members: MembersOf<aws.ListCollectionsRequest> = {
			NextToken: name,
			// @ts-expect-error it is a number
			MaxResults: name,
		};
		assert.ok(members);
	});

	it("requires what the SDK requires, and no more", () => {
		// @ts-expect-error CollectionId is required
		const collection: MembersOf<aws.DescribeCollectionRequest> = { CollectionId: name };
		const video: MembersOf<aws.Video> = {
			// @ts-expect-error S3Object is not
			S3Object: { ...s3Object, required: true },
		};
		assert.ok(collection && video);
	});

	it("has all values of an enumeration, and no other", () => {
		// @ts-expect-error TIMESTAMP is missing
		const tooFew: EnumShape<aws.FaceSearchSortBy> = { type: "enum", values: { INDEX: true } };
		const tooMany: EnumShape<aws.FaceAttributes> = {
			type: "enum",
			// @ts-expect-error NONE is one of QualityFilter's
			values: { DEFAULT: true, ALL: true, NONE: true },
		};
		assert.ok(tooFew && tooMany);
	});
});
