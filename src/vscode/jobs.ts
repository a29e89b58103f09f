import type { StartFaceDetectionRequest, Video, VideoJobStatus } from "@aws-sdk/client-rekognition";
import { randomUUID } from "node:crypto";
import * as vscode from "vscode";
import type { EngineName, FaceEngine, FaceDetectionPage } from "../api/engine.ts";
import { followJob, readPages } from "../api/results.ts";
import { growingDelays } from "../core/delays.ts";
import { sleep } from "./sleep.ts";

/** A job as the editor shows it and keeps it from one session to the next. */
export interface Job {
	readonly JobId: string;
	readonly engine: EngineName;
	readonly Video: Video;
	readonly JobStatus: VideoJobStatus;
	readonly StatusMessage?: string;
	/** 0..1, from engines that know. */
	readonly progress?: number;
	readonly faceCount?: number;
}

interface Parts {
	readonly engineOf: (name: EngineName) => FaceEngine;
	readonly memory: vscode.Memento;
	readonly log: vscode.LogOutputChannel;
}

const MEMORY_KEY = "facereel.jobs";
const MAX_KEPT = 100;

/** A look costs nothing here; AWS throttles who looks too often. */
const delaysOf: Readonly<Record<EngineName, () => Iterable<number>>> = {
	local: () => growingDelays(100, 500),
	rekognition: () => growingDelays(5000, 30_000),
};

/** The jobs of this workspace; those still open when the editor was closed are followed again. */
export class Jobs implements vscode.Disposable {
	readonly #parts: Parts;
	readonly #jobs: Map<string, Job>;
	readonly #followed = new Map<string, AbortController>();
	readonly #changed = new vscode.EventEmitter<Job>();
	readonly onDidChange = this.#changed.event;
	readonly #removed = new vscode.EventEmitter<void>();
	readonly onDidRemove = this.#removed.event;

	constructor(parts: Parts) {
		this.#parts = parts;
		const kept = parts.memory.get<readonly Job[]>(MEMORY_KEY, []);
		this.#jobs = new Map(kept.map((job) => [job.JobId, job]));
		for (const job of kept) if (job.JobStatus === "IN_PROGRESS") void this.#follow(job);
	}

	/** The newest first. */
	all(): readonly Job[] {
		return [...this.#jobs.values()].toReversed();
	}

	find(JobId: string): Job | undefined {
		return this.#jobs.get(JobId);
	}

	/** Starts a job and comes back at once; the job is followed from then on. */
	async start(
		engine: EngineName,
		request: Pick<StartFaceDetectionRequest, "FaceAttributes"> & { readonly Video: Video },
	): Promise<Job> {
		const { engineOf, log } = this.#parts;
		// A lost answer makes the SDK ask again: with a token that is the same job, not a second bill.
		const ClientRequestToken = randomUUID();
		const { JobId = "" } = await engineOf(engine).startFaceDetection({
			...request,
			ClientRequestToken,
		});
		const { Video } = request;
		const job: Job = { JobId, engine, Video, JobStatus: "IN_PROGRESS" };
		log.info(`${JobId}: started with the engine ${engine}`);
		this.#change(job);
		void this.#follow(job);
		return job;
	}

	async cancel(JobId: string): Promise<void> {
		const job = this.#jobs.get(JobId);
		if (job?.JobStatus !== "IN_PROGRESS") return;
		await this.#parts.engineOf(job.engine).cancelJob?.(JobId);
		this.#followed.get(JobId)?.abort();
		this.#change({ ...job, JobStatus: "FAILED", StatusMessage: toCancelled(job.engine) });
	}

	/** Removes a job that has ended from the list, and its result from the disk. */
	async remove(JobId: string): Promise<void> {
		const job = this.#jobs.get(JobId);
		if (!job || job.JobStatus === "IN_PROGRESS") return;
		await this.#parts.engineOf(job.engine).deleteJob?.(JobId);
		this.#jobs.delete(JobId);
		await this.#save();
		this.#removed.fire();
	}

	dispose(): void {
		for (const controller of this.#followed.values()) controller.abort();
		this.#changed.dispose();
		this.#removed.dispose();
	}

	#change(job: Job): void {
		this.#jobs.set(job.JobId, job);
		void this.#save();
		this.#changed.fire(job);
	}

	async #save(): Promise<void> {
		await this.#parts.memory.update(MEMORY_KEY, [...this.#jobs.values()].slice(-MAX_KEPT));
	}

	async #follow(job: Job): Promise<void> {
		const { engineOf, log } = this.#parts;
		const controller = new AbortController();
		this.#followed.set(job.JobId, controller);
		try {
			for await (const state of followedStates(engineOf(job.engine), job, controller.signal))
				this.#change(state);
		} catch (error) {
			if (controller.signal.aborted) return;
			log.error(error instanceof Error ? error : String(error));
			this.#change({ ...job, JobStatus: "FAILED", StatusMessage: toMessage(error) });
		} finally {
			this.#followed.delete(job.JobId);
		}
	}
}

async function* followedStates(
	engine: FaceEngine,
	job: Job,
	abortSignal: AbortSignal,
): AsyncGenerator<Job> {
	const delaysMillis = delaysOf[job.engine]();
	const get = engine.getFaceDetection.bind(engine);
	for await (const state of followJob(get, job.JobId, {
		delaysMillis,
		sleep,
		abortSignal,
	})) {
		const faceCount =
			state.JobStatus === "SUCCEEDED"
				? await countFaces(readPages(get, { JobId: job.JobId }, { abortSignal }))
				: undefined;
		yield { ...job, ...toMembers(state), ...(faceCount === undefined ? {} : { faceCount }) };
	}
}

const toMembers = ({ JobStatus = "IN_PROGRESS", StatusMessage, progress }: FaceDetectionPage) => ({
	JobStatus,
	...(StatusMessage === undefined ? {} : { StatusMessage }),
	...(progress === undefined ? {} : { progress }),
});

const countFaces = async (pages: AsyncIterable<FaceDetectionPage>): Promise<number> => {
	let count = 0;
	for await (const { Faces = [] } of pages) count += Faces.length;
	return count;
};

const toCancelled = (engine: EngineName): string =>
	engine === "local"
		? vscode.l10n.t("Cancelled.")
		: vscode.l10n.t(
				"No longer followed. Amazon Rekognition cannot cancel a job: it runs on and is billed.",
			);

const toMessage = (error: unknown): string =>
	error instanceof Error ? error.message : String(error);
