// The peer: @vladmandic/face-api with its own SSD on tfjs-wasm, reading frames from ffmpeg; with the 68 points, too,
// where its task says so.
// It prints how many frames it looked at, how many faces it found and in how many milliseconds.
const { spawn } = require("node:child_process");
const path = require("node:path");
const wasm = require("@tensorflow/tfjs-backend-wasm");
const faceapi = require("@vladmandic/face-api/dist/face-api.node-wasm.js");

const WIDTH_PX = 640;
const HEIGHT_PX = 360;
const FRAME_BYTES = WIDTH_PX * HEIGHT_PX * 3;

const folderOf = (name) => path.dirname(require.resolve(`${name}/package.json`));

const open = async (landmarks) => {
	wasm.setWasmPaths(`${folderOf("@tensorflow/tfjs-backend-wasm")}/dist/`);
	await faceapi.tf.setBackend("wasm");
	await faceapi.tf.ready();
	const folder = path.join(folderOf("@vladmandic/face-api"), "model");
	await faceapi.nets.ssdMobilenetv1.loadFromDisk(folder);
	await faceapi.nets.faceLandmark68Net.loadFromDisk(folder);
	const options = new faceapi.SsdMobilenetv1Options({ minConfidence: 0.4 });
	return async (bytes) => {
		const tensor = faceapi.tf.tensor3d(bytes, [HEIGHT_PX, WIDTH_PX, 3], "int32");
		const looking = faceapi.detectAllFaces(tensor, options);
		const found = await (landmarks ? looking.withFaceLandmarks() : looking);
		tensor.dispose();
		return found.length;
	};
};

const decode = ({ ffmpeg, file, rate, seconds }) => {
	const filters = `fps=${rate},scale=${WIDTH_PX}:${HEIGHT_PX}:flags=bilinear`;
	const from = `-v error -threads 2 -t ${seconds} -i`.split(" ");
	const to = "-pix_fmt rgb24 -f rawvideo -".split(" ");
	return spawn(ffmpeg, [...from, file, "-vf", filters, ...to], {
		stdio: ["ignore", "pipe", "inherit"],
	});
};

const main = async (task) => {
	const look = await open(task.landmarks);
	// The first frame compiles, which is not what is measured.
	await look(new Uint8Array(FRAME_BYTES));
	const startedMillis = performance.now();
	let rest = Buffer.alloc(0);
	let frames = 0;
	let faces = 0;
	for await (const chunk of decode(task).stdout) {
		rest = Buffer.concat([rest, chunk]);
		for (; rest.length >= FRAME_BYTES; rest = rest.subarray(FRAME_BYTES)) {
			faces += await look(rest.subarray(0, FRAME_BYTES));
			frames += 1;
		}
	}
	const millis = performance.now() - startedMillis;
	console.log(JSON.stringify({ frames, faces, millis }));
};

void main(JSON.parse(process.argv[2]));
