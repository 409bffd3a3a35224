// Reads a QR code with the camera or from a picture: as the browser can, or else with the app's own reader.
const field = document.querySelector("#text");
const tools = document.querySelector("#scan-tools");
const camera = document.querySelector("#scan-camera");
const video = document.querySelector("#scan-video");
const said = document.querySelector("#scan-said");

const finish = (text) => {
  field.value = text;
  field.form.requestSubmit();
};

// Some browsers know how to read codes, and lack the means on this machine.
async function openReader() {
  const formats = "BarcodeDetector" in window ? await window.BarcodeDetector.getSupportedFormats().catch(() => []) : [];
  const Reader = formats.includes("qr_code") ? window.BarcodeDetector : (await import("./read-codes.js")).BarcodeDetector;
  return new Reader({ formats: ["qr_code"] });
}

async function look() {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 720 } } });
  camera.disabled = true;
  video.hidden = false;
  video.srcObject = stream;
  const [reader] = await Promise.all([openReader(), video.play()]);
  let found;
  while (!found) {
    await new Promise(requestAnimationFrame);
    [found] = await reader.detect(video);
  }
  for (const track of stream.getTracks()) track.stop();
  finish(found.rawValue);
}

tools.hidden = false;
camera.hidden = !navigator.mediaDevices;
camera.addEventListener("click", () => void look().catch(() => (said.textContent = "The camera cannot be used here.")));

const readPicture = async (picture) => (await openReader()).detect(await createImageBitmap(picture));

document.querySelector("#scan-picture").addEventListener("change", async ({ target }) => {
  const [found] = await readPicture(target.files[0]).catch(() => []);
  if (found) finish(found.rawValue);
  else said.textContent = "No QR code found in that picture.";
});
