import { randomBytes } from "node:crypto";
import * as vscode from "vscode";

const NONCE_BYTES = 24;

/** The player's page: nothing but its own script, its own style, and the video's own origins. */
export const toPlayerPage = (
	webview: vscode.Webview,
	dist: vscode.Uri,
	mediaOrigins: readonly string[],
): string => {
	const nonce = randomBytes(NONCE_BYTES).toString("base64url");
	const toUrl = (file: string) => webview.asWebviewUri(vscode.Uri.joinPath(dist, file)).toString();
	const policy = [
		"default-src 'none'",
		`script-src 'nonce-${nonce}'`,
		`style-src ${webview.cspSource}`,
		`media-src ${mediaOrigins.join(" ")}`,
		"base-uri 'none'",
		"form-action 'none'",
	].join("; ");
	return `<!DOCTYPE html>
<html lang="${vscode.env.language}">
	<head>
		<meta charset="utf-8" />
		<meta http-equiv="Content-Security-Policy" content="${policy}" />
		<link rel="stylesheet" href="${toUrl("player.css")}" />
	</head>
	<body>
		<main id="stage">
			<video id="video" controls playsinline preload="auto"></video>
			<canvas id="overlay" aria-hidden="true"></canvas>
		</main>
		<div id="bar">
			<label><input id="boxes" type="checkbox" checked /> ${vscode.l10n.t("Show faces")}</label>
			<span id="now"></span>
			<span id="status" role="status"></span>
		</div>
		<div id="notes" role="alert"></div>
		<script nonce="${nonce}" src="${toUrl("player.js")}"></script>
	</body>
</html>`;
};
