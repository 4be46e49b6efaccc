import type { RequestedJob } from '../src/step_support/requested_job.ts';
import type { ScheduledJob } from '../src/step_support/scheduled_job.ts';
import type { Step } from '../src/step_support/step.ts';
import { adoptPooledModel } from './adopt_pooled_model.ts';
import { backtestOnDemand } from './backtest_on_demand.ts';
import { checkDataAvailability } from './check_data_availability.ts';
import { cleanupOldModels } from './cleanup_old_models.ts';
import { completeExternalPredictions } from './complete_external_predictions.ts';
import { deleteOldRuns } from './delete_old_runs.ts';
import { engineerFeatures } from './engineer_features.ts';
import { extractStockData } from './extract_stock_data.ts';
import { generatePredictions } from './generate_predictions.ts';
import { judgeExternalModel } from './judge_external_model.ts';
import { placeRanksOfDays } from './place_ranks.ts';
import { portfolioBacktestOnDemand } from './portfolio_backtest_on_demand.ts';
import { preparePooledData } from './prepare_pooled_data.ts';
import { prepareTrainingData } from './prepare_training_data.ts';
import { reconcilePrices } from './reconcile_prices.ts';
import { reconcileSources } from './reconcile_sources.ts';
import { retrainingController } from './retraining_controller.ts';
import { runBacktesting } from './run_backtesting.ts';
import { saveModelArtifacts } from './save_model_artifacts.ts';
import { settleOutcomes } from './settle_outcomes.ts';
import { trainModel } from './train_model.ts';
import { trainPooledModel } from './train_pooled_model.ts';
import { updateModelRegistry } from './update_model_registry.ts';
import { validateModel } from './validate_model.ts';
import { watchAlerts } from './watch_alerts.ts';

/** The steps this package can execute. Their order is data in ml_pipelines, not here. */
export const STEPS: readonly Step[] = [
  checkDataAvailability,
  extractStockData,
  engineerFeatures,
  prepareTrainingData,
  trainModel,
  preparePooledData,
  trainPooledModel,
  adoptPooledModel,
  validateModel,
  saveModelArtifacts,
  runBacktesting,
  updateModelRegistry,
  generatePredictions,
  cleanupOldModels,
];

/** What SQL functions ask for, outside of any run. */
export const REQUESTED_JOBS: readonly RequestedJob[] = [
  backtestOnDemand,
  portfolioBacktestOnDemand,
  judgeExternalModel,
  completeExternalPredictions,
];

export const SCHEDULED_JOBS: readonly ScheduledJob[] = [
  reconcilePrices,
  reconcileSources,
  retrainingController,
  settleOutcomes,
  deleteOldRuns,
  placeRanksOfDays,
  watchAlerts,
];
