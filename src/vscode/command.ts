import * as vscode from "vscode";

/** Registers a command whose failure reaches the user as one sentence and the log as a whole. */
export const registerCommand = (
	name: string,
	log: vscode.LogOutputChannel,
	work: Parameters<typeof vscode.commands.registerCommand>[1],
): vscode.Disposable =>
	vscode.commands.registerCommand(name, async (...args: unknown[]) => {
		try {
			const result: unknown = await work(...args);
			return result;
		} catch (error) {
			if (error instanceof vscode.CancellationError) return undefined;
			tellProblem(log, error);
			return undefined;
		}
	});

/** Shows a problem without waiting for anybody to read it. */
export const tellProblem = (log: vscode.LogOutputChannel, error: unknown): void => {
	const message = error instanceof Error ? error.message : String(error);
	log.error(error instanceof Error ? error : message);
	void vscode.window.showErrorMessage(message, vscode.l10n.t("Show Log")).then((chosen) => {
		if (chosen) log.show();
	});
};
