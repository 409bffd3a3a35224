// Reads a QR code with the camera or from a picture, where the browser can.
const field = document.querySelector("#text");
const tools = document.querySelector("#scan-tools");
const video = document.querySelector("#scan-video");

const finish = (text) => {
  field.value = text;
  field.form.requestSubmit();
};

// Some browsers know how to read codes, and lack the means on this machine.
const formats = "BarcodeDetector" in window ? await window.BarcodeDetector.getSupportedFormats() : [];

if (formats.includes("qr_code")) {
  const detector = new window.BarcodeDetector({ formats: ["qr_code"] });
  tools.hidden = false;

  document.querySelector("#scan-camera").addEventListener("click", async () => {
    const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    video.srcObject = stream;
    video.hidden = false;
    await video.play();
    const look = async () => {
      const [found] = await detector.detect(video);
      if (!found) return requestAnimationFrame(() => void look());
      for (const track of stream.getTracks()) track.stop();
      return finish(found.rawValue);
    };
    void look();
  });

  document.querySelector("#scan-picture").addEventListener("change", async (event) => {
    const [found] = await detector.detect(await createImageBitmap(event.target.files[0]));
    if (found) finish(found.rawValue);
    else document.querySelector("#scan-said").textContent = "No QR code found in that picture.";
  });
}
