/** Fetches a file and hands it to the browser to save. A plain link could not: App Bridge signs in what is fetched, and no
 * navigation. False: it could not be fetched. */
export async function saveFile(path: string, name: string): Promise<boolean> {
  const answer = await fetch(path).catch(() => null);
  if (!answer?.ok) return false;
  const url = URL.createObjectURL(await answer.blob());
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // Browsers read it after the click has returned.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
  return true;
}
