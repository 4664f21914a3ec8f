// Shows one dashboard in Perses' embedded renderer, and keeps what each panel and variable came to.
// `showDashboard(dashboard, {url, scrapeInterval, duration, theme})` draws it, `seenOnDashboard()`
// tells what was seen so far. Row groups are opened, so that every panel is drawn.
import { Box, CssBaseline, ThemeProvider, Typography } from "@mui/material";
import {
  ChartsProvider, ErrorAlert, ErrorBoundary, SnackbarProvider, generateChartsTheme, getTheme,
} from "@perses-dev/components";
import {
  Dashboard, DashboardProvider, DashboardStickyToolbar, DatasourceStoreProvider, VariableProvider,
  useVariableDefinitionStates,
} from "@perses-dev/dashboards";
import {
  PluginRegistry, TimeRangeControls, TimeRangeProvider, dynamicImportPluginLoader,
  useDataQueriesContext, usePluginBuiltinVariableDefinitions,
} from "@perses-dev/plugin-system";
import * as datasourceVariable from "@perses-dev/datasource-variable-plugin";
import * as gauge from "@perses-dev/gauge-chart-plugin";
import * as heatmap from "@perses-dev/heatmap-chart-plugin";
import * as markdown from "@perses-dev/markdown-plugin";
import * as prometheus from "@perses-dev/prometheus-plugin";
import * as stat from "@perses-dev/stat-chart-plugin";
import * as staticList from "@perses-dev/static-list-variable-plugin";
import * as table from "@perses-dev/table-plugin";
import * as timeSeries from "@perses-dev/timeseries-chart-plugin";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { createRoot } from "react-dom/client";

const PLUGINS = [
  datasourceVariable, gauge, heatmap, markdown, prometheus, stat, staticList, table, timeSeries,
];
const LOADER = dynamicImportPluginLoader(
  PLUGINS.map((each) => ({ resource: each.getPluginModule(), importPlugin: async () => each })),
);
const KINDS = { Panel: "TimeSeriesChart", TimeSeriesQuery: "PrometheusTimeSeriesQuery" };

const panels = new Map();
const variables = new Map();
let shown = null;

/** How many values of a query's answer are numbers; those of native histograms count too. */
function numbers(data) {
  const series = data?.series ?? [];
  const values = series.flatMap((each) => each.values).filter(([, each]) => Number.isFinite(each));
  return values.length + series.flatMap((each) => each.histograms ?? []).length;
}

function told(query) {
  return {
    query: query.data?.metadata?.executedQueryString ?? query.definition?.spec?.plugin?.spec?.query,
    error: query.error ? String(query.error.message ?? query.error) : "",
    notices: (query.data?.metadata?.notices ?? []).map((each) => each.message),
    loading: Boolean(query.isFetching || (!query.data && !query.error)),
    series: query.data?.series?.length ?? 0,
    numbers: numbers(query.data),
  };
}

/** Stands unseen in the header of each panel, where the results of its queries can be read. */
function Watcher({ place, definition }) {
  const { queryResults } = useDataQueriesContext();
  useEffect(() => {
    panels.set(place, { kind: definition.spec.plugin.kind, queries: queryResults.map(told) });
  });
  return <i hidden data-place={place} />;
}

const isList = (name) =>
  shown.spec.variables.some((each) => each.kind === "ListVariable" && each.spec.name === name);

function VariableWatcher() {
  const states = useVariableDefinitionStates();
  useEffect(() => {
    for (const [name, state] of Object.entries(states)) {
      variables.set(name, {
        error: state.error ? String(state.error.message ?? state.error) : "",
        loading: Boolean(state.loading),
        value: state.value ?? null,
        isList: isList(name),
        options: (state.options ?? []).map((each) => each.value),
      });
    }
  });
  return null;
}

function datasources({ url, scrapeInterval }) {
  const spec = { directUrl: url, ...(scrapeInterval ? { scrapeInterval } : {}) };
  const only = {
    kind: "GlobalDatasource",
    metadata: { name: "prometheus" },
    spec: { default: true, plugin: { kind: "PrometheusDatasource", spec } },
  };
  return {
    getDatasource: async () => undefined,
    getGlobalDatasource: async () => only,
    listDatasources: async () => [],
    listGlobalDatasources: async () => [only],
    buildProxyUrl: () => url,
  };
}

function opened(dashboard) {
  const layouts = dashboard.spec.layouts.map((layout) => {
    const display = layout.spec.display && { ...layout.spec.display, collapse: { open: true } };
    return { ...layout, spec: { ...layout.spec, ...(display ? { display } : {}) } };
  });
  return { ...dashboard, spec: { ...dashboard.spec, layouts } };
}

const place = (id) => `${id.panelGroupId}/${id.panelGroupItemLayoutId}`;
const PANEL_OPTIONS = {
  showIcons: "hover",
  extra: ({ panelDefinition, panelGroupItemId }) => (
    <Watcher place={place(panelGroupItemId)} definition={panelDefinition} />
  ),
};

function Shown({ dashboard }) {
  const { name, description } = dashboard.spec.display ?? {};
  return (
    <Box padding={2}>
      <Typography variant="h2">{name ?? dashboard.metadata.name}</Typography>
      <Typography variant="body2" marginBottom={1}>{description}</Typography>
      <Box display="flex" justifyContent="space-between" marginBottom={1}>
        <DashboardStickyToolbar initialVariableIsSticky={false} />
        <TimeRangeControls />
      </Box>
      <VariableWatcher />
      <Dashboard panelOptions={PANEL_OPTIONS} />
    </Box>
  );
}

function Variables({ dashboard, children }) {
  const { data, isLoading } = usePluginBuiltinVariableDefinitions();
  if (isLoading) return null;
  const own = (name, value) => ({
    kind: "BuiltinVariable",
    spec: { name, value: () => value, source: "Dashboard", display: { name, hidden: true } },
  });
  const { name, project } = dashboard.metadata;
  const builtin = [own("__dashboard", name), own("__project", project), ...(data ?? [])];
  return (
    <VariableProvider
      initialVariableDefinitions={dashboard.spec.variables}
      builtinVariableDefinitions={builtin}
    >
      {children}
    </VariableProvider>
  );
}

function Page({ dashboard, options }) {
  const pastDuration = options.duration || dashboard.spec.duration;
  const [timeRange, setTimeRange] = useState({ pastDuration });
  const [refreshInterval, setRefreshInterval] = useState("0s");
  const [client] = useState(() => new QueryClient({
    defaultOptions: { queries: { refetchOnWindowFocus: false, retry: false } },
  }));
  const [api] = useState(() => datasources(options));
  const time = { timeRange, setTimeRange, refreshInterval, setRefreshInterval };
  const theme = getTheme(options.theme ?? "light");
  const state = { dashboardResource: dashboard, isEditMode: false };
  return (
    <ThemeProvider theme={theme}>
      <CssBaseline />
      <ChartsProvider chartsTheme={generateChartsTheme(theme, {})}>
        <SnackbarProvider variant="default">
          <PluginRegistry pluginLoader={LOADER} defaultPluginKinds={KINDS}>
            <QueryClientProvider client={client}>
              <ErrorBoundary FallbackComponent={ErrorAlert}>
                <TimeRangeProvider {...time}>
                  <Variables dashboard={dashboard}>
                    <DatasourceStoreProvider dashboardResource={dashboard} datasourceApi={api}>
                      <DashboardProvider initialState={state}>
                        <Shown dashboard={dashboard} />
                      </DashboardProvider>
                    </DatasourceStoreProvider>
                  </Variables>
                </TimeRangeProvider>
              </ErrorBoundary>
            </QueryClientProvider>
          </PluginRegistry>
        </SnackbarProvider>
      </ChartsProvider>
    </ThemeProvider>
  );
}

function seenPanel([place, panel]) {
  const section = document.querySelector(`[data-place="${place}"]`)?.closest("section");
  const text = (selector) => section?.querySelector(selector)?.innerText.trim() ?? "";
  const loading = "figure [class*=MuiSkeleton], figure [class*=CircularProgress]";
  return {
    ...panel,
    title: text("header"),
    text: text("figure"),
    alert: text("figure [role=alert]"),
    isDrawn: Boolean(section) && !section.querySelector(loading),
  };
}

window.showDashboard = (dashboard, options) => {
  shown = opened(dashboard);
  createRoot(document.getElementById("root")).render(<Page dashboard={shown} options={options} />);
};

window.seenOnDashboard = () => ({
  expected: shown.spec.layouts.flatMap((each) => each.spec.items).length,
  alerts: [...document.querySelectorAll("[role=alert]")]
    .filter((each) => !each.closest("section")).map((each) => each.innerText.trim()),
  panels: [...panels].map(seenPanel),
  variables: Object.fromEntries(variables),
  height: Math.ceil(document.getElementById("root").getBoundingClientRect().height),
});
