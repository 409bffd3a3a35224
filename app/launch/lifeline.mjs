// Preloaded into every child: when the process that started it is gone, even by SIGKILL, it stops as if asked to.
if (process.channel) {
  process.on("disconnect", () => process.kill(process.pid, "SIGTERM"));
  process.channel.unref();
}
