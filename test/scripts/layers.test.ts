import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { useTemporaryFolder } from "../support/temporaryFolder.ts";

const root = path.resolve(import.meta.dirname, "../..");
const CONFIG = ".oxlintrc.json";
const RESTRICTED = "eslint(no-restricted-imports)";

const TYPES_ONLY = "types only";
const NO_IO = "no VS Code, no I/O";
const OUTSIDE = "the product stands without its tools and tests";
const VSCODE = "only src/vscode and extension.ts know VS Code";
const ROOTS = "only the places of composition know everything";
const INWARD = "imports point inward";
const STATIC = "imports are static";
const BROWSER = "the player runs in a browser";
const PLAYER = "only api/player.ts and core/";

const IO = ["vscode", "node:fs", "node:fs/promises", "onnxruntime-node", "esbuild", "@vscode/vsce"];
const SDK = ["@aws-sdk/client-rekognition", "@aws-sdk/client-s3"];
const TOOLS = [
	"../../scripts/ring.ts",
	"../../test/support/s3Server.ts",
	"../../media/player/a.ts",
];
const PARTS = ["../compose.ts", "../cli.ts", "../extension.ts"];

/** What files of a folder may not import, with what the rule then says, and what they may. */
interface Layer {
	readonly file: string;
	readonly forbidden: Readonly<Record<string, readonly string[]>>;
	/** Specifiers that only types may come from. */
	readonly types?: Readonly<Record<string, readonly string[]>>;
	readonly allowed: readonly string[];
}

const LAYERS: readonly Layer[] = [
	{
		file: "src/api/planted.ts",
		forbidden: {
			[NO_IO]: IO,
			"the contract stands alone, and so does what is pure": [
				"../core/boxes.ts",
				"../local/frame.ts",
				"../s3/uri.ts",
				"../vscode/jobs.ts",
				"../compose.ts",
				"./../http/mediaServer.ts",
				"../../test/support/s3Server.ts",
			],
		},
		types: { [TYPES_ONLY]: SDK },
		allowed: ["./engine.ts"],
	},
	{
		file: "src/api/errors.ts",
		forbidden: {
			[NO_IO]: IO,
			"the contract stands alone": ["../core/boxes.ts", "../local/frame.ts"],
		},
		allowed: ["./engine.ts", "@aws-sdk/client-rekognition"],
	},
	{
		file: "src/core/planted.ts",
		forbidden: {
			[NO_IO]: IO,
			"the contract stands alone, and so does what is pure": [
				"../api/engine.ts",
				"../local/frame.ts",
				"../s3/uri.ts",
				"../rekognition/a.ts",
				"../vscode/jobs.ts",
				"../http/mediaServer.ts",
				"../cli.ts",
				"../../scripts/ring.ts",
			],
		},
		types: { [TYPES_ONLY]: SDK },
		allowed: ["./boxes.ts"],
	},
	{
		file: "src/local/planted.ts",
		forbidden: {
			[OUTSIDE]: [...TOOLS, "../../models/build/buildModels.ts"],
			[VSCODE]: ["vscode", "../vscode/jobs.ts"],
			[ROOTS]: PARTS,
			[INWARD]: [
				"../s3/uri.ts",
				"../http/a.ts",
				"../rekognition/a.ts",
				"../terminal/a.ts",
				"../sns/publish.ts",
			],
		},
		types: { [TYPES_ONLY]: SDK },
		allowed: ["./frame.ts", "../api/errors.ts", "../core/boxes.ts", "node:fs", "onnxruntime-node"],
	},
	{
		file: "src/rekognition/planted.ts",
		forbidden: {
			[OUTSIDE]: TOOLS,
			[VSCODE]: ["vscode", "../vscode/jobs.ts"],
			[ROOTS]: PARTS,
			[STATIC]: ["node:module"],
			[INWARD]: [
				"../local/frame.ts",
				"../s3/uri.ts",
				"../http/a.ts",
				"../terminal/a.ts",
				"../sns/publish.ts",
			],
		},
		allowed: ["../api/engine.ts", "@aws-sdk/client-rekognition"],
	},
	{
		file: "src/s3/planted.ts",
		forbidden: {
			[OUTSIDE]: TOOLS,
			[VSCODE]: ["vscode", "../vscode/jobs.ts"],
			[ROOTS]: PARTS,
			[STATIC]: ["node:module"],
			[INWARD]: [
				"../local/frame.ts",
				"../http/a.ts",
				"../rekognition/a.ts",
				"../terminal/a.ts",
				"../sns/publish.ts",
			],
		},
		types: { [TYPES_ONLY]: ["@aws-sdk/client-rekognition"] },
		allowed: ["./uri.ts", "../api/errors.ts", "../core/delays.ts", "@aws-sdk/client-s3", "node:fs"],
	},
	{
		file: "src/sns/planted.ts",
		forbidden: {
			[OUTSIDE]: TOOLS,
			[VSCODE]: ["vscode", "../vscode/jobs.ts"],
			[ROOTS]: PARTS,
			[STATIC]: ["node:module"],
			[INWARD]: [
				"../local/frame.ts",
				"../http/a.ts",
				"../rekognition/a.ts",
				"../s3/uri.ts",
				"../terminal/a.ts",
			],
		},
		allowed: ["./publish.ts", "../api/errors.ts", "@aws-sdk/client-sns"],
	},
	{
		file: "src/http/planted.ts",
		forbidden: {
			[OUTSIDE]: TOOLS,
			[VSCODE]: ["vscode", "../vscode/jobs.ts"],
			[ROOTS]: PARTS,
			[STATIC]: ["node:module"],
			"take a FaceEngine; its maker chooses it": [
				"../local/frame.ts",
				"../rekognition/a.ts",
				"../s3/uri.ts",
				"../terminal/a.ts",
				"../sns/publish.ts",
			],
		},
		types: { [TYPES_ONLY]: SDK },
		allowed: ["./mediaServer.ts", "../api/engine.ts", "../core/pages.ts", "node:http"],
	},
	{
		file: "src/terminal/planted.ts",
		forbidden: {
			[OUTSIDE]: TOOLS,
			[VSCODE]: ["vscode", "../vscode/jobs.ts"],
			[ROOTS]: PARTS,
			[STATIC]: ["node:module"],
			"take a FaceEngine; cli.ts chooses it": [
				"../local/frame.ts",
				"../rekognition/a.ts",
				"../http/a.ts",
			],
		},
		types: { [TYPES_ONLY]: SDK },
		allowed: ["./detect.ts", "../api/results.ts", "../core/delays.ts", "../s3/uri.ts", "node:os"],
	},
	{
		file: "src/vscode/planted.ts",
		forbidden: {
			[OUTSIDE]: TOOLS,
			[ROOTS]: PARTS,
			[STATIC]: ["node:module"],
			"take a FaceEngine; extension.ts chooses it": [
				"../local/localEngine.ts",
				"../rekognition/a.ts",
				"../http/mediaServer.ts",
				"../terminal/a.ts",
				"onnxruntime-node",
			],
		},
		types: { [TYPES_ONLY]: SDK },
		allowed: ["./jobs.ts", "../api/engine.ts", "../core/delays.ts", "../s3/uri.ts", "vscode"],
	},
	{
		file: "src/planted.ts",
		forbidden: {
			[OUTSIDE]: ["../scripts/ring.ts", "../test/support/s3Server.ts", "../media/player/a.ts"],
			[VSCODE]: ["vscode", "./vscode/jobs.ts"],
			"compose.ts, cli.ts and extension.ts put the parts together": [
				"./local/localEngine.ts",
				"./rekognition/a.ts",
				"./http/a.ts",
				"./s3/uri.ts",
				"./terminal/a.ts",
			],
		},
		allowed: ["./cli.ts", "./api/engine.ts", "./core/boxes.ts", "node:path"],
	},
	...["src/compose.ts", "src/cli.ts"].map((file) => ({
		file,
		forbidden: {
			[OUTSIDE]: ["../scripts/ring.ts", "../test/support/s3Server.ts", "../media/player/a.ts"],
			[VSCODE]: ["vscode", "./vscode/jobs.ts"],
		},
		allowed: ["./local/localEngine.ts", "./rekognition/a.ts", "./s3/uri.ts", "./terminal/a.ts"],
	})),
	{
		file: "src/extension.ts",
		forbidden: {
			[OUTSIDE]: ["../scripts/ring.ts", "../test/support/s3Server.ts", "../media/player/a.ts"],
			"the editor has no terminal": ["./terminal/a.ts"],
		},
		allowed: ["vscode", "./vscode/jobs.ts", "./local/localEngine.ts", "./rekognition/a.ts"],
	},
	{
		file: "media/player/planted.ts",
		forbidden: {
			[BROWSER]: IO,
			[PLAYER]: [
				...[
					"local/frame",
					"rekognition/a",
					"s3/uri",
					"sns/publish",
					"http/a",
					"vscode/jobs",
					"terminal/a",
				].map((name) => `../../src/${name}.ts`),
				"../../src/api/engine.ts",
				"../../src/compose.ts",
				"../../src/cli.ts",
				"../../test/support/s3Server.ts",
				"../../scripts/ring.ts",
			],
		},
		types: { [TYPES_ONLY]: [...SDK, "../../src/api/player.ts"] },
		allowed: ["./overlay.ts", "../../src/core/timeline.ts"],
	},
	...["scripts/planted.ts", "models/build/planted.ts"].map((file) => {
		const src = file.startsWith("scripts") ? "../src" : "../../src";
		return {
			file,
			forbidden: { [VSCODE]: ["vscode", `${src}/vscode/jobs.ts`, `${src}/extension.ts`] },
			allowed: [`${src}/core/boxes.ts`, `${src}/local/ffmpeg.ts`, "node:fs", "esbuild"],
		};
	}),
];

/** The ways to import a module, each of which a rule forbids where a plain import is forbidden. */
const WAYS: Readonly<Record<string, readonly [code: string, ...rules: string[]]>> = {
	names: [`import { x } from "vscode";\nexport const y = x;`, RESTRICTED],
	namespace: [`import * as x from "vscode";\nexport const y = x;`, RESTRICTED],
	types: [`import type { X } from "vscode";\nexport type Y = X;`, RESTRICTED],
	"re-export": [`export { x } from "vscode";`, RESTRICTED],
	"re-export of all": [`export * from "vscode";`, RESTRICTED],
	"side effects": [`import "vscode";`, "import(no-unassigned-import)", RESTRICTED],
	"import()": [`export const x = await import("vscode");`, RESTRICTED],
	"a computed import()": [
		`export const load = (name: string): Promise<unknown> => import(name);`,
		"import(no-dynamic-require)",
	],
	"require()": [`export const x: unknown = require("vscode");`, "typescript(no-require-imports)"],
	"nothing but types, inline": [
		`import { type Face } from "@aws-sdk/client-rekognition";\nexport type X = Face;`,
		"typescript(no-import-type-side-effects)",
	],
	"side effects where types are allowed": [
		`import "@aws-sdk/client-rekognition";`,
		"import(no-unassigned-import)",
		RESTRICTED,
	],
	"import()'s type": [
		`export type X = import("vscode").Uri;`,
		"typescript(consistent-type-imports)",
	],
};

interface Diagnostic {
	readonly code: string;
	readonly help: string;
	readonly filename: string;
}

/** The diagnostics of every planted file, by its tree: one world per file, one oxlint for all. */
const usePlants = (plants: ReadonlyMap<string, readonly [file: string, text: string]>) => {
	const folder = useTemporaryFolder();
	const found = new Map<string, Diagnostic[]>();
	before("the files are planted and linted", async () => {
		for (const [tree, [file, text]] of plants) {
			const planted = folder.join(path.join(tree, file));
			mkdirSync(path.dirname(planted), { recursive: true });
			copyFileSync(path.join(root, CONFIG), folder.join(path.join(tree, CONFIG)));
			writeFileSync(planted, text);
			found.set(tree, []);
		}
		const { diagnostics, number_of_files } = await runOxlint(folder.path);
		assert.equal(number_of_files, plants.size);
		for (const diagnostic of diagnostics)
			found.get(diagnostic.filename.split(/[\\/]/u)[0] ?? "")?.push(diagnostic);
	});
	return (tree: string): readonly Diagnostic[] => {
		const diagnostics = found.get(tree);
		assert.ok(diagnostics, `${tree} was not linted`);
		return diagnostics;
	};
};

const toPairs = (specifiers: Readonly<Record<string, readonly string[]>>) =>
	Object.entries(specifiers).flatMap(([message, some]) =>
		some.map((specifier): readonly [message: string, specifier: string] => [message, specifier]),
	);

/** One file with everything that is allowed. */
const toControl = (allowed: readonly string[], types: readonly string[]): string =>
	[
		...allowed.map((specifier, index) => `export { a${index} } from "${specifier}";\n`),
		...types.map((specifier, index) => `export type { T${index} } from "${specifier}";\n`),
	].join("");

describe("the layers", () => {
	const plants = new Map<string, readonly [file: string, text: string]>();
	const lintOf = usePlants(plants);

	for (const [layer, { file, forbidden, types = {}, allowed }] of LAYERS.entries()) {
		const broken = toPairs({ ...forbidden, ...types });
		for (const [index, [, specifier]] of broken.entries())
			plants.set(`broken${layer}-${index}`, [file, `export { planted } from "${specifier}";\n`]);
		plants.set(`kept${layer}`, [file, toControl(allowed, Object.values(types).flat())]);

		it(`keep ${file} from what it may not import`, () => {
			for (const [index, [message, specifier]] of broken.entries())
				assert.deepEqual(
					lintOf(`broken${layer}-${index}`).map(({ code, help }) => [code, help]),
					[[RESTRICTED, message]],
					specifier,
				);
		});

		it(`leave ${file} what it may import`, () => {
			assert.deepEqual(lintOf(`kept${layer}`), []);
		});

		it(`have no pattern for ${file} that nothing planted breaks`, () => {
			const unbroken = patternsOf(file).filter(
				({ regex, message }) =>
					!broken.some(([said, specifier]) => said === message && matches(regex, specifier)),
			);
			assert.deepEqual(unbroken, []);
		});
	}

	it("have a planted file for each rule", () => {
		const globs = readOverrides()
			.filter(({ rules }) => rules["no-restricted-imports"])
			.flatMap(({ files }) => files);
		const unplanted = globs.filter(
			(glob) => !LAYERS.some(({ file }) => path.matchesGlob(file, glob)),
		);
		assert.deepEqual(unplanted, []);
	});

	for (const [index, [way, [text, ...rules]]] of Object.entries(WAYS).entries()) {
		plants.set(`way${index}`, ["src/core/planted.ts", `${text}\n`]);
		it(`are kept however a module is imported: ${way}`, () => {
			const codes = lintOf(`way${index}`).map(({ code }) => code);
			assert.deepEqual(codes.toSorted(), rules.toSorted());
		});
	}
});

const matches = (regex: string, specifier: string): boolean =>
	new RegExp(regex, "u").test(specifier);

interface Override {
	readonly files: readonly string[];
	readonly rules: {
		readonly "no-restricted-imports"?: readonly [
			string,
			{ readonly patterns: readonly { readonly regex: string; readonly message: string }[] },
		];
	};
}

const readOverrides = (): readonly Override[] =>
	JSON.parse(readFileSync(path.join(root, CONFIG), "utf8")).overrides;

/** The patterns that hold for a file: those of the last override that names it. */
const patternsOf = (file: string) => {
	const last = readOverrides().findLast(
		({ files, rules }) =>
			rules["no-restricted-imports"] && files.some((glob) => path.matchesGlob(file, glob)),
	);
	return last?.rules["no-restricted-imports"]?.[1].patterns ?? [];
};

const runOxlint = (
	cwd: string,
): Promise<{ readonly diagnostics: readonly Diagnostic[]; readonly number_of_files: number }> =>
	new Promise((resolve, reject) => {
		const oxlint = path.join(root, "node_modules/oxlint/bin/oxlint");
		const args = [oxlint, "--format", "json"];
		execFile(process.execPath, args, { cwd }, (error, stdout, stderr) => {
			if (stdout.startsWith("{")) resolve(JSON.parse(stdout));
			else reject(new Error(stdout + stderr, { cause: error }));
		});
	});
