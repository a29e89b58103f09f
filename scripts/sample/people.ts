import { hex, type Rgb } from "./maths.ts";

export type HairStyle = "short" | "swept" | "long" | "bob" | "curls";
type Neckline = "round" | "vee" | "collar";

/** How one person looks, whatever they do. Factors are 1 for the middle of people. */
export interface Identity {
	readonly name: string;
	readonly skin: Rgb;
	readonly lips: Rgb;
	readonly hair: { readonly style: HairStyle; readonly colour: Rgb };
	readonly face: { readonly width: number; readonly jaw: number; readonly chin: number };
	readonly eyes: {
		readonly iris: Rgb;
		readonly apart: number;
		readonly size: number;
		readonly tilt: number;
		readonly lash: number;
	};
	readonly brows: { readonly thickness: number; readonly arch: number; readonly colour: Rgb };
	readonly nose: { readonly width: number; readonly length: number };
	readonly mouth: { readonly width: number; readonly fullness: number };
	/** How dense the hair on jaw and lip is, 0..1; a goatee leaves the cheeks free. */
	readonly beard: { readonly jaw: number; readonly lip: number; readonly isGoatee?: boolean };
	readonly freckles: number;
	/** The colour of the frame, for those who wear one. */
	readonly glasses?: { readonly colour: Rgb; readonly round: number };
	readonly clothes: { readonly colour: Rgb; readonly neckline: Neckline; readonly stripe?: Rgb };
	readonly shoulders: number;
}

const ada: Identity = {
	name: "Ada",
	skin: hex("#e8b596"),
	lips: hex("#b9545a"),
	hair: { style: "long", colour: hex("#6e3b1f") },
	face: { width: 0.95, jaw: 0.9, chin: 0.98 },
	eyes: { iris: hex("#4d7a4a"), apart: 1, size: 1.1, tilt: 0.1, lash: 1 },
	brows: { thickness: 0.8, arch: 1.2, colour: hex("#4a2a18") },
	nose: { width: 0.88, length: 0.94 },
	mouth: { width: 1, fullness: 1.15 },
	beard: { jaw: 0, lip: 0 },
	freckles: 0.55,
	clothes: { colour: hex("#2f6f73"), neckline: "vee" },
	shoulders: 0.88,
};

const bruno: Identity = {
	name: "Bruno",
	skin: hex("#8a5636"),
	lips: hex("#8d4a40"),
	hair: { style: "short", colour: hex("#17110e") },
	face: { width: 1.03, jaw: 1.12, chin: 1.04 },
	eyes: { iris: hex("#3a2112"), apart: 1.05, size: 0.97, tilt: 0.02, lash: 0.35 },
	brows: { thickness: 1.3, arch: 0.7, colour: hex("#140e0b") },
	nose: { width: 1.28, length: 1 },
	mouth: { width: 1.08, fullness: 1.2 },
	beard: { jaw: 0.85, lip: 0.8 },
	freckles: 0,
	clothes: { colour: hex("#d9a441"), neckline: "round" },
	shoulders: 1.12,
};

const clara: Identity = {
	name: "Clara",
	skin: hex("#f0c9b0"),
	lips: hex("#c0645f"),
	hair: { style: "bob", colour: hex("#b9b4ae") },
	face: { width: 1.02, jaw: 0.98, chin: 0.95 },
	eyes: { iris: hex("#4f7fae"), apart: 0.97, size: 0.96, tilt: -0.06, lash: 0.7 },
	brows: { thickness: 0.7, arch: 1, colour: hex("#8a817a") },
	nose: { width: 1, length: 1.08 },
	mouth: { width: 0.98, fullness: 0.85 },
	beard: { jaw: 0, lip: 0 },
	freckles: 0,
	glasses: { colour: hex("#7c1f2d"), round: 1 },
	clothes: { colour: hex("#5b4a86"), neckline: "collar" },
	shoulders: 0.92,
};

const dev: Identity = {
	name: "Dev",
	skin: hex("#c98f66"),
	lips: hex("#a9655a"),
	hair: { style: "swept", colour: hex("#20160f") },
	face: { width: 0.94, jaw: 1.02, chin: 1.08 },
	eyes: { iris: hex("#52351d"), apart: 0.98, size: 1, tilt: 0.04, lash: 0.4 },
	brows: { thickness: 1.15, arch: 0.85, colour: hex("#1c130d") },
	nose: { width: 0.98, length: 1.12 },
	mouth: { width: 1, fullness: 0.9 },
	beard: { jaw: 0.12, lip: 0.1 },
	freckles: 0,
	glasses: { colour: hex("#1b1d22"), round: 0 },
	clothes: { colour: hex("#e4e0d6"), neckline: "round", stripe: hex("#2c4a74") },
	shoulders: 1.06,
};

const esi: Identity = {
	name: "Esi",
	skin: hex("#6b3f28"),
	lips: hex("#8c3b3f"),
	hair: { style: "curls", colour: hex("#1d120d") },
	face: { width: 0.98, jaw: 0.92, chin: 0.96 },
	eyes: { iris: hex("#2c180d"), apart: 1.04, size: 1.12, tilt: 0.12, lash: 1 },
	brows: { thickness: 0.95, arch: 1.25, colour: hex("#120b08") },
	nose: { width: 1.18, length: 0.9 },
	mouth: { width: 1.04, fullness: 1.35 },
	beard: { jaw: 0, lip: 0 },
	freckles: 0,
	clothes: { colour: hex("#c8543f"), neckline: "vee" },
	shoulders: 0.9,
};

/** Everybody the sample knows; none of them lives. */
export const people = { ada, bruno, clara, dev, esi } as const;
