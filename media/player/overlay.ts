import type { FaceDetection } from "@aws-sdk/client-rekognition";

const LINE_PX = 2;
const LANDMARK_RADIUS_PX = 2;
const LABEL_FONT = "600 12px system-ui, sans-serif";
const LABEL_COLOR = "#06210f";
const LABEL_HEIGHT_PX = 18;
const LABEL_PADDING_PX = 5;

/** Where the picture lies inside its element: `object-fit: contain` leaves bars at two sides. */
const toPictureArea = (
	element: { readonly widthPx: number; readonly heightPx: number },
	picture: { readonly widthPx: number; readonly heightPx: number },
) => {
	const scale = Math.min(
		element.widthPx / (picture.widthPx || 1),
		element.heightPx / (picture.heightPx || 1),
	);
	const widthPx = picture.widthPx * scale;
	const heightPx = picture.heightPx * scale;
	return {
		leftPx: (element.widthPx - widthPx) / 2,
		topPx: (element.heightPx - heightPx) / 2,
		widthPx,
		heightPx,
	};
};

/** Draws the faces over the picture, in the canvas's own pixels so that lines stay sharp. */
export const drawFaces = (
	canvas: HTMLCanvasElement,
	picture: { readonly widthPx: number; readonly heightPx: number },
	faces: readonly FaceDetection[],
): void => {
	const { clientWidth: widthPx, clientHeight: heightPx } = canvas;
	const density = window.devicePixelRatio;
	if (canvas.width !== Math.round(widthPx * density)) canvas.width = Math.round(widthPx * density);
	if (canvas.height !== Math.round(heightPx * density))
		canvas.height = Math.round(heightPx * density);
	const context = canvas.getContext("2d");
	if (!context) return;
	context.setTransform(density, 0, 0, density, 0, 0);
	context.clearRect(0, 0, widthPx, heightPx);
	const area = toPictureArea({ widthPx, heightPx }, picture);
	const style = getComputedStyle(canvas);
	for (const { Face } of faces) {
		context.strokeStyle = style.getPropertyValue("--facereel-box");
		context.fillStyle = style.getPropertyValue("--facereel-box");
		drawBox(context, area, Face ?? {});
		context.fillStyle = style.getPropertyValue("--facereel-landmark");
		drawLandmarks(context, area, Face ?? {});
	}
};

type Area = ReturnType<typeof toPictureArea>;
type Face = NonNullable<FaceDetection["Face"]>;

const drawBox = (
	context: CanvasRenderingContext2D,
	area: Area,
	{ BoundingBox, Confidence }: Face,
): void => {
	const { Left = 0, Top = 0, Width = 0, Height = 0 } = BoundingBox ?? {};
	const leftPx = area.leftPx + Left * area.widthPx;
	const topPx = area.topPx + Top * area.heightPx;
	context.lineWidth = LINE_PX;
	context.strokeRect(leftPx, topPx, Width * area.widthPx, Height * area.heightPx);
	if (Confidence !== undefined) drawLabel(context, `${Confidence.toFixed(1)} %`, leftPx, topPx);
};

/** Above the box, or inside it where there is no room above. */
const drawLabel = (
	context: CanvasRenderingContext2D,
	text: string,
	leftPx: number,
	topPx: number,
): void => {
	context.font = LABEL_FONT;
	const widthPx = context.measureText(text).width + LABEL_PADDING_PX * 2;
	const labelTopPx = topPx < LABEL_HEIGHT_PX ? topPx : topPx - LABEL_HEIGHT_PX;
	context.fillRect(leftPx - LINE_PX / 2, labelTopPx, widthPx, LABEL_HEIGHT_PX);
	const background = context.fillStyle;
	context.fillStyle = LABEL_COLOR;
	context.textBaseline = "middle";
	context.fillText(text, leftPx + LABEL_PADDING_PX, labelTopPx + LABEL_HEIGHT_PX / 2);
	context.fillStyle = background;
};

const drawLandmarks = (
	context: CanvasRenderingContext2D,
	area: Area,
	{ Landmarks }: Face,
): void => {
	for (const { X = 0, Y = 0 } of Landmarks ?? []) {
		context.beginPath();
		context.arc(
			area.leftPx + X * area.widthPx,
			area.topPx + Y * area.heightPx,
			LANDMARK_RADIUS_PX,
			0,
			Math.PI * 2,
		);
		context.fill();
	}
};
