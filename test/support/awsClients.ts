import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { promisify } from "node:util";
import { findOnPath } from "../../scripts/onPath.ts";
import { KEY_PAIR } from "./endpoint.ts";
import { useTemporaryFolder } from "./temporaryFolder.ts";

interface Ended {
	readonly exitCode: number;
	readonly stdout: string;
	readonly stderr: string;
}

const AWS = findOnPath(["aws"]);
const PYTHON = findOnPath(["python3"]);

/** The aws command and boto3, where they are installed; they find an endpoint in their environment. */
export const useAwsClients = () => {
	const folder = useTemporaryFolder();

	/** Runs a program that finds the endpoint in its environment, and nothing of the user's. */
	const run = async (
		program: string,
		args: readonly string[],
		endpoint: { readonly url: string },
		env: Readonly<Record<string, string>> = {},
	): Promise<Ended> => {
		const options = {
			cwd: folder.path,
			env: {
				PATH: process.env["PATH"],
				HOME: folder.path,
				AWS_ACCESS_KEY_ID: KEY_PAIR.accessKeyId,
				AWS_SECRET_ACCESS_KEY: KEY_PAIR.secretAccessKey,
				AWS_DEFAULT_REGION: "eu-central-1",
				AWS_EC2_METADATA_DISABLED: "true",
				AWS_CONFIG_FILE: "/dev/null",
				AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
				// By a name of ours: older versions do not know AWS_ENDPOINT_URL.
				ENDPOINT: endpoint.url,
				AWS_MAX_ATTEMPTS: "1",
				AWS_PAGER: "",
				LC_ALL: "C.UTF-8",
				PYTHONUTF8: "1",
				...env,
			},
		};
		try {
			return { exitCode: 0, ...(await promisify(execFile)(program, args, options)) };
		} catch (error) {
			assert.ok(
				error instanceof Error && "code" in error && "stdout" in error && "stderr" in error,
			);
			const { code, stdout, stderr } = error;
			return { exitCode: Number(code), stdout: String(stdout), stderr: String(stderr) };
		}
	};

	const aws = (endpoint: { readonly url: string }, ...args: readonly string[]) =>
		run(AWS ?? "", ["rekognition", ...args, "--endpoint-url", endpoint.url], endpoint);

	/** What a program prints as JSON, with a client `rekognition` and a way to name an error. */
	const python = async (
		endpoint: { readonly url: string },
		program: string,
		env?: Readonly<Record<string, string>>,
	): Promise<unknown> => {
		const head = `
import boto3, json, os
rekognition = boto3.client("rekognition", endpoint_url=os.environ["ENDPOINT"])
def fails(operation, **request):
    try:
        getattr(rekognition, operation)(**request)
    except Exception as error:
        response = getattr(error, "response", {})
        status = response.get("ResponseMetadata", {}).get("HTTPStatusCode")
        return [type(error).__name__, response.get("Error", {}).get("Code"), status]
`;
		const file = folder.join("program.py");
		writeFileSync(file, `${head}print(json.dumps(${program}))`);
		const ended = await run(PYTHON ?? "", [file], endpoint, env);
		assert.equal(ended.exitCode, 0, ended.stderr);
		return JSON.parse(ended.stdout);
	};

	const hasBoto3 = async () =>
		PYTHON !== undefined && (await run(PYTHON, ["-c", "import boto3"], { url: "" })).exitCode === 0;
	return { aws, python, hasAws: AWS !== undefined, hasBoto3, folder };
};
