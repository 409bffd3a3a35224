import type { MiddlewareHandler } from "hono";
import { secureHeaders } from "hono/secure-headers";

/** What every answer of the sandbox tells a browser. Scripts are files of ours; nothing is written into a page. */
export const protect = (appUrl: string): MiddlewareHandler =>
  secureHeaders({
    // Plain HTTP on this machine; and forms must be able to say where they come from.
    strictTransportSecurity: false,
    referrerPolicy: "same-origin",
    // The app, on another port, loads the stand-in for App Bridge from here.
    crossOriginResourcePolicy: false,
    permissionsPolicy: { geolocation: [], microphone: [], payment: [], usb: [] },
    contentSecurityPolicy: {
      defaultSrc: ["'self'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", "data:", "blob:"],
      // The block on the store's pages asks the app, as it does on Shopify's.
      connectSrc: ["'self'", new URL(appUrl).origin],
      frameSrc: ["'self'", new URL(appUrl).origin],
      frameAncestors: ["'self'"],
      formAction: ["'self'"],
    },
  });
