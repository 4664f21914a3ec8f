// What a dashboard may hold, by Perses' own types; `scripts/get-perses` makes a JSON Schema of it.
import type {
  DashboardResource, GridDefinition, Link, ListVariableDefinition, PanelDisplay,
  TextVariableDefinition,
} from "@perses-dev/core";
import type { GaugeChartOptions } from "@perses-dev/gauge-chart-plugin";
import type { HeatMapChartOptions } from "@perses-dev/heatmap-chart-plugin";
import type { MarkdownPanelOptions } from "@perses-dev/markdown-plugin";
import type {
  PrometheusLabelNamesVariableOptions, PrometheusLabelValuesVariableOptions,
  PrometheusPromQLVariableOptions, PrometheusTimeSeriesQuerySpec,
} from "@perses-dev/prometheus-plugin";
import type { StatChartOptions } from "@perses-dev/stat-chart-plugin";
import type { TableOptions } from "@perses-dev/table-plugin";
import type { TimeSeriesChartOptions } from "@perses-dev/timeseries-chart-plugin";

interface Plugin<Kind, Spec> {
  kind: Kind;
  spec: Spec;
}

type PanelPlugin =
  | Plugin<"GaugeChart", GaugeChartOptions>
  | Plugin<"HeatMapChart", HeatMapChartOptions>
  | Plugin<"Markdown", MarkdownPanelOptions>
  | Plugin<"StatChart", StatChartOptions>
  | Plugin<"Table", TableOptions>
  | Plugin<"TimeSeriesChart", TimeSeriesChartOptions>;

interface Choice {
  label: string;
  value: string;
}

type VariablePlugin =
  | Plugin<"DatasourceVariable", { datasourcePluginKind: string }>
  | Plugin<"PrometheusLabelNamesVariable", PrometheusLabelNamesVariableOptions>
  | Plugin<"PrometheusLabelValuesVariable", PrometheusLabelValuesVariableOptions>
  | Plugin<"PrometheusPromQLVariable", PrometheusPromQLVariableOptions>
  | Plugin<"StaticListVariable", { values: (string | Choice)[] }>;

type Query = Plugin<
  "TimeSeriesQuery",
  { plugin: Plugin<"PrometheusTimeSeriesQuery", PrometheusTimeSeriesQuerySpec> }
>;

interface Panel {
  kind: "Panel";
  spec: { display: PanelDisplay; plugin: PanelPlugin; queries?: Query[]; links?: Link[] };
}

type ListVariable = Plugin<
  "ListVariable",
  Omit<ListVariableDefinition["spec"], "plugin"> & { plugin: VariablePlugin }
>;

export interface Dashboard {
  kind: "Dashboard";
  metadata: { name: string; project: string };
  spec: Omit<DashboardResource["spec"], "layouts" | "panels" | "variables"> & {
    layouts: GridDefinition[];
    panels: Record<string, Panel>;
    variables: (TextVariableDefinition | ListVariable)[];
  };
}
