import { parseAddress } from "#app/providers/tari/address-text.ts";
import { networks } from "#app/providers/tari/address.ts";

/** Why a wallet cannot open a text, in words its owner can do something about. */
export function misfit(text: string, appUrl: string): string {
  const url = /^[a-z][a-z0-9+.-]*:\S+$/i.test(text) ? URL.parse(text) : null;
  if (url) return misfitOf(url, appUrl);
  if (/^#?\d+$/.test(text)) return `No shop in this sandbox has an order ${text}.`;
  const reading = parseAddress(text);
  if (!reading.ok && /^[1-9A-HJ-NP-Za-km-z]{40,}$/.test(text)) return `That looks like an address, but it ${reading.reason}.`;
  return "That is no payment link, address, reference or order this wallet understands.";
}

function misfitOf(url: URL, appUrl: string): string {
  if (url.protocol === "tari:") return misfitLink(url);
  if (url.origin === new URL(appUrl).origin) return "That page asks for no payment now.";
  if (/^https?:$/.test(url.protocol)) return "The wallet opens no pages but the app's own.";
  return `A link that begins with ${url.protocol} is for another kind of wallet. This one opens those that begin with tari:.`;
}

function misfitLink({ hostname, pathname, searchParams }: URL): string {
  const isOld = hostname === "pay";
  if (!isOld && (!networks.some((name) => name === hostname) || pathname !== "/transactions/send")) {
    return "Of Tari's links this wallet opens tari://<network>/transactions/send and tari://pay.";
  }
  const reading = parseAddress(searchParams.get(isOld ? "send_to" : "tariAddress") ?? "");
  if (!reading.ok) return `The link's address ${reading.reason}.`;
  if (!isOld && reading.address.network !== hostname) return `The link is for ${hostname}, but its address is for ${reading.address.network}.`;
  if (isOld && (!searchParams.get("shop") || !searchParams.get("order_id"))) return "The link does not say which order of which shop is to be paid.";
  return "The link's amount is no whole number of µT above zero.";
}
