import assert from "node:assert/strict";
import { readFileSync, mkdirSync } from "node:fs";
import type { Locator } from "playwright-core";
import type { EngineName } from "../../src/api/engine.ts";
import type { LocalEngine } from "../../src/local/localEngine.ts";
import { openLocalEngine } from "../support/localEngine.ts";
import { serveEngine } from "../support/servedEngine.ts";
import { type S3Server, startS3Server } from "../support/s3Server.ts";
import { readTruth, useSample } from "../support/sample.ts";
import { useTemporaryFolder } from "../support/temporaryFolder.ts";
import { seeFaces, toStage } from "./stage.ts";
import { useWorkbench, type Workbench } from "./workbench.ts";

const STATUS_ITEM = "facereel.facereel.jobs";
const BUCKET = "holiday-videos";
const FOLDER = "the archive";
/** After the videos of the first page, in the order S3 lists them in. */
const NAME = "the sample+100%.mp4";
const MORE_THAN_A_PAGE = 301;
const REGION = "eu-central-1";

const startS3 = (video: string): Promise<S3Server> => {
	const clips = Array.from(
		{ length: MORE_THAN_A_PAGE },
		(_, number) => [`${FOLDER}/clip ${String(number).padStart(3, "0")}.mp4`, Buffer.of()] as const,
	);
	return startS3Server({
		buckets: {
			[BUCKET]: {
				...Object.fromEntries(clips),
				[`${FOLDER}/${NAME}`]: readFileSync(video),
				[`${FOLDER}/notes.txt`]: Buffer.from("no video"),
			},
			"another-bucket": {},
		},
	});
};

/** Pages of twenty faces: the sample's result does not fit on one. */
const withSmallPages = (engine: LocalEngine): LocalEngine => ({
	...engine,
	getFaceDetection: (request) =>
		engine.getFaceDetection({ ...request, MaxResults: Math.min(20, request.MaxResults ?? 20) }),
});

const toEnv = (s3: S3Server): Record<string, string> => ({
	AWS_ACCESS_KEY_ID: s3.credentials.accessKeyId,
	AWS_SECRET_ACCESS_KEY: s3.credentials.secretAccessKey,
	AWS_SESSION_TOKEN: "",
	AWS_REGION: REGION,
	AWS_CONFIG_FILE: "/dev/null",
	AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
	AWS_ENDPOINT_URL: "",
	AWS_ENDPOINT_URL_S3: "",
});

/** How an engine is chosen, and what shows that it was. */
interface Choice {
	readonly engine: EngineName;
	readonly env?: () => Readonly<Record<string, string>>;
	readonly by: RegExp;
	readonly detect: (video: Locator, workbench: Workbench) => Promise<void>;
}

describe("the videos in S3", () => {
	const sample = useSample();
	const folder = useTemporaryFolder();
	let s3: S3Server;
	before(async () => {
		s3 = await startS3(sample.video);
		mkdirSync(folder.join("workspace"));
	});
	after(() => s3.stop());

	const itWorks = ({ engine, env, by, detect }: Choice) => {
		const workbench = useWorkbench(() => ({
			folder: folder.join("workspace"),
			env: { ...toEnv(s3), ...env?.(), XDG_CACHE_HOME: folder.join(`cache-${engine}`) },
			settings: {
				"facereel.detector": "ssd",
				"facereel.s3.endpoint": s3.endpoint,
				"facereel.engine": engine,
			},
		}));

		it("are listed bucket by bucket, folder by folder, page by page", async () => {
			const { page, treeRow } = workbench();
			await page.locator('.activitybar .action-item a[aria-label^="Facereel"]').click();
			await treeRow("another-bucket").waitFor();
			await treeRow(BUCKET).click();
			await treeRow(FOLDER).click();
			await treeRow("clip 000.mp4").click();
			await page.keyboard.press("End");
			await treeRow("clip 299.mp4").waitFor();
			assert.equal(await treeRow("clip 300.mp4").count(), 0);
			await treeRow("Load more…").click();
			await treeRow("clip 300.mp4").waitFor();
			await page.keyboard.press("End");
			await treeRow(NAME).waitFor();
			assert.equal(await treeRow("Load more…").count(), 0);
			assert.equal(await treeRow("notes.txt").count(), 0);
			await page.keyboard.press("Home");
			await treeRow("clip 000.mp4").waitFor();
			await page.keyboard.press("End");
		});

		it("are analysed, and played with their boxes", async () => {
			const { treeRow, statusBarItem, webview } = workbench();
			await detect(treeRow(NAME), workbench());
			const status = statusBarItem(STATUS_ITEM);
			await status.filter({ hasText: `Finding faces in ${NAME}` }).waitFor();
			await status.filter({ hasText: /^\s*\d+ faces in the sample\+100%\.mp4/ }).waitFor();
			await webview().locator("#status", { hasText: by }).waitFor();
			const stage = toStage(workbench());
			for (const seconds of [7, 13]) await seeFaces(stage, readTruth(sample), seconds);
		});
	};

	describe("with the local engine", () => {
		itWorks({
			engine: "local",
			by: /found by the local engine \(ssd, landmarks68, embedder\)/,
			detect: (video, { chooseFromMenu }) => chooseFromMenu(video, "Detect Faces in Video"),
		});
	});

	describe("with Amazon Rekognition", () => {
		let behind: LocalEngine;
		let server: Awaited<ReturnType<typeof serveEngine>>;
		before(async () => {
			behind = openLocalEngine({
				folder: folder.join("rekognition"),
				s3: { ...s3, region: REGION },
			});
			server = await serveEngine(withSmallPages(behind));
		});
		after(async () => {
			await server.close();
			await behind.dispose();
		});
		itWorks({
			engine: "rekognition",
			env: () => ({ AWS_ENDPOINT_URL_REKOGNITION: server.url }),
			by: /found by Amazon Rekognition/,
			detect: async (video) => {
				await video.hover();
				await video.getByRole("button", { name: "Detect Faces in Video" }).click();
			},
		});
	});
});
