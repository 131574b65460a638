import { accessCommands } from './access/access-commands.ts';
import { accountCommands } from './account/account-commands.ts';
import { analystCommands } from './analyst/analyst-commands.ts';
import { backfillCommands } from './backfill/backfill-commands.ts';
import { budgetCommands } from './budget/budget-commands.ts';
import { catalogueCommands } from './catalogue/catalogue-commands.ts';
import type { RegisterCommand } from './command-context.ts';
import { demoCommand } from './demo/demo-command.ts';
import { explainCommand } from './explain/explain-command.ts';
import { grantCommands } from './grant/grant-commands.ts';
import { jobCommands } from './job/job-commands.ts';
import { keyCommands } from './key/key-commands.ts';
import { chargeCommands } from './money/charge-commands.ts';
import { correctionCommands } from './money/correction-commands.ts';
import { directiveCommands } from './money/directive-commands.ts';
import { periodCommands } from './money/period-commands.ts';
import { organisationCommands } from './organisation/organisation-commands.ts';
import { paymentCommands } from './payment/payment-commands.ts';
import { personCommands } from './person/person-commands.ts';
import { planCommands } from './plan/plan-commands.ts';
import { priceCommands } from './price/price-commands.ts';
import { projectCommands } from './project/project-commands.ts';
import { providerReconcileCommand } from './reconcile/provider-reconcile-command.ts';
import { reconcileCommand } from './reconcile/reconcile-command.ts';
import { replayCommand } from './replay/replay-command.ts';
import { roleCommands } from './role/role-commands.ts';
import { rootCommands } from './root/root-commands.ts';
import { adminCommands } from './sign-in/renew-password.ts';
import { signInCommands } from './sign-in/sign-in-commands.ts';
import { startCommand } from './stack/start-command.ts';
import { statusCommand } from './stack/status-command.ts';
import { stopCommand } from './stack/stop-command.ts';
import { statementCommands } from './statement/statement-commands.ts';
import { whatIfCommands } from './what-if/what-if-commands.ts';

/** Every command, in the order of the help. A new one is a folder of its own and one line here. */
export const COMMANDS: readonly RegisterCommand[] = [
  demoCommand,
  startCommand,
  statusCommand,
  stopCommand,
  signInCommands,
  adminCommands,
  rootCommands,
  accountCommands,
  projectCommands,
  keyCommands,
  personCommands,
  roleCommands,
  grantCommands,
  accessCommands,
  organisationCommands,
  analystCommands,
  paymentCommands,
  budgetCommands,
  priceCommands,
  planCommands,
  periodCommands,
  statementCommands,
  whatIfCommands,
  correctionCommands,
  chargeCommands,
  directiveCommands,
  backfillCommands,
  jobCommands,
  catalogueCommands,
  explainCommand,
  reconcileCommand,
  providerReconcileCommand,
  replayCommand,
];
