import assert from "node:assert/strict";
import {
	ResourceNotFoundException,
	RekognitionServiceException,
} from "@aws-sdk/client-rekognition";
import { invalidParameter } from "../../src/api/errors.ts";
import { isClientFault, toErrorAnswer, toWire } from "../../src/http/answers.ts";

const toException = (name: string) =>
	new RekognitionServiceException({ name, $fault: "client", message: "", $metadata: {} });

describe("answers", () => {
	it("say an error as Rekognition's own pages do", () => {
		const fault = { name: "InvalidS3ObjectException", message: "Request has invalid S3 object." };
		assert.deepEqual(toErrorAnswer(400, fault, "id"), {
			status: 400,
			text: '{"__type":"InvalidS3ObjectException","Code":"InvalidS3ObjectException","Logref":"id","Message":"Request has invalid S3 object."}',
		});
	});

	it("give away Rekognition's exceptions and no other errors", () => {
		assert.ok(isClientFault(invalidParameter("Request has invalid parameters")));
		assert.ok(isClientFault(new ResourceNotFoundException({ message: "m", $metadata: {} })));
		assert.ok(!isClientFault(toException("NoSuchKey")));
		assert.ok(!isClientFault(toException("InternalServerError")));
		assert.ok(!isClientFault(Object.assign(new Error("m"), { name: "InvalidParameterException" })));
		assert.ok(!isClientFault({ name: "InvalidParameterException", $fault: "client" }));
		assert.ok(!isClientFault(undefined));
	});

	it("write a float as AWS writes it, and no whole number otherwise than it is", () => {
		const numbers = [0.23, 29.97, -0.1, 0, 80, 16_777_217, 2 ** 53 - 1];
		const floats = [0.23000000417232513, 29.969999313354492, -0.10000000149011612];
		assert.deepEqual(toWire(numbers), [...floats, 0, 80, 16_777_217, 2 ** 53 - 1]);
	});

	it("write a time in seconds with its milliseconds", () => {
		assert.equal(toWire(new Date(1_569_444_828_274)), 1_569_444_828.274);
	});

	it("write bytes in base64, and only those meant", () => {
		const bytes = new Uint8Array([0, 1, 2, 253, 254, 255]).subarray(2, 5);
		assert.deepEqual(toWire({ Bytes: bytes }), { Bytes: "Av3+" });
	});

	it("leave out what AWS has no name for, however deep it lies", () => {
		const response = {
			Faces: [{ Face: { Smile: { Value: false }, evidence: 0.4 }, trackId: 3 }],
			JobTag: undefined,
			$metadata: { requestId: "r" },
			warnings: [],
		};
		assert.equal(
			JSON.stringify(toWire(response)),
			'{"Faces":[{"Face":{"Smile":{"Value":false}}}]}',
		);
	});
});
