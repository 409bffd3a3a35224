import { useSubmit } from "@remix-run/react";
import { IndexFilters, IndexFiltersMode, useSetIndexFiltersMode } from "@shopify/polaris";
import { useEffect, useRef, useState } from "react";
import { orders as words } from "#app/locales/en/orders.ts";
import type { OrdersView } from "#app/store/reads/orders.ts";

type Props = { readonly view: OrdersView; readonly text: string; readonly isLoading: boolean };

const views = Object.entries(words.views).map(([id, content]) => ({ id: id as OrdersView, content }));
const PAUSE_MS = 300;

/** The views as tabs, and the search. Both live in the address, so that a list can be linked and gone back to. */
export function Finder({ view, text, isLoading }: Props) {
  const { mode, setMode } = useSetIndexFiltersMode(text ? IndexFiltersMode.Filtering : IndexFiltersMode.Default);
  const submit = useSubmit();
  const [typed, setTyped] = useState(text);
  const asked = useRef(text);
  const show = (next: { readonly view: OrdersView; readonly search: string }) => {
    asked.current = next.search;
    submit({ view: next.view, ...(next.search && { search: next.search }) }, { method: "get", action: "/app/orders", replace: next.view === view });
  };
  useEffect(() => {
    if (typed.trim() === asked.current) return;
    const timer = setTimeout(() => show({ view, search: typed.trim() }), PAUSE_MS);
    return () => clearTimeout(timer);
  });
  const clear = () => {
    setTyped("");
    if (asked.current) show({ view, search: "" });
  };
  return (
    <IndexFilters
      mode={mode}
      setMode={setMode}
      tabs={views.map(({ id, content }) => ({ id, content, isLocked: true, actions: [] }))}
      selected={views.findIndex(({ id }) => id === view)}
      onSelect={(index) => show({ view: views[index]?.id ?? "open", search: typed.trim() })}
      canCreateNewView={false}
      queryValue={typed}
      queryPlaceholder={words.searchHint}
      onQueryChange={setTyped}
      onQueryClear={clear}
      cancelAction={{ onAction: clear }}
      filters={[]}
      hideFilters
      onClearAll={clear}
      loading={isLoading}
    />
  );
}
