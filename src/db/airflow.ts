/** The old system's name of an instrument's pipeline: what its queries look for in `airflow_dag_id`. */
export const airflowDagId = (symbol: string): string => `ml_training_7d_${symbol.toLowerCase()}`;
