/** What every fault of one code has in common. */
export interface FaultKind {
  /** The HTTP status a border answers with. */
  readonly status: number;
  /** What the caller is told; never holds internals. */
  readonly title: string;
  /** Whether the same call may succeed later without a change. */
  readonly transient: boolean;
  /** What an operator does about it, where nothing goes on without one. */
  readonly cure?: string;
}

function fixed(status: number, title: string, cure?: string): FaultKind {
  return { status, title, transient: false, ...(cure === undefined ? {} : { cure }) };
}

function passing(status: number, title: string): FaultKind {
  return { status, title, transient: true };
}

const RESTORE_LOG = 'Restore the log as it was from a replica or a backup of the broker, and restart the service.';
const DELETE_STORE =
  'Stop the service, delete its folder of fold stores (SUANPAN_FOLD_DATA), and start it: they are rebuilt from the log.';

const FOLD_ANEW =
  'Restart the service: it has emptied its fold store and folds it again from the log. If it halts again, keep the log and report the fault.';

/** Every fault code of the system. Codes are stable: they are part of the public API. */
export const FAULTS = {
  // The request as a whole.
  request_malformed: fixed(400, 'The request body is not valid JSON'),
  request_too_large: fixed(413, 'The request body is too large'),
  request_encoding_unsupported: fixed(415, 'The content encoding is not supported'),
  media_type_unsupported: fixed(415, 'The content type is not supported'),
  request_timeout: passing(408, 'The request took too long to arrive'),
  batch_too_large: fixed(413, 'The batch holds too many events'),
  not_found: fixed(404, 'There is nothing at this address'),
  method_not_allowed: fixed(405, 'The method is not allowed here'),
  // Who is asking.
  credential_missing: fixed(401, 'No API key was given'),
  credential_malformed: fixed(401, 'The API key is not well formed'),
  credential_unknown: fixed(401, 'The API key is not known'),
  credential_revoked: fixed(401, 'The API key has been revoked'),
  credential_expired: fixed(401, 'The API key has expired'),
  network_refused: fixed(403, 'The API key may not be used from this network'),
  session_missing: fixed(401, 'Nobody is signed in'),
  session_ended: fixed(401, 'The session has ended'),
  sign_in_refused: fixed(401, 'The sign-in was refused'),
  password_change_due: fixed(403, 'The password must be changed first'),
  cross_site_refused: fixed(403, 'The request came from another site'),
  permission_denied: fixed(403, 'This needs a permission that was not granted'),
  rate_limited: passing(429, 'Too many tries; wait before the next one'),
  scope_missing: fixed(403, 'The API key does not have the scope this needs'),
  // A change of the catalogue, or a list of it.
  request_invalid: fixed(422, 'The request does not have the expected shape'),
  idempotency_key_missing: fixed(400, 'The request needs an Idempotency-Key'),
  idempotency_key_reused: fixed(422, 'The Idempotency-Key was used for another request'),
  idempotency_key_busy: passing(409, 'The first request with this Idempotency-Key is still being worked on'),
  version_missing: fixed(428, 'The request needs If-Match with the version it changes'),
  version_conflict: fixed(412, 'The entity was changed since it was read'),
  cursor_invalid: fixed(400, 'The cursor does not belong to this list'),
  second_person_needed: fixed(403, 'This needs the approval of a second person'),
  proposal_settled: fixed(409, 'The proposal has been settled already'),
  proposal_stale: fixed(409, 'Prices have changed since the proposal was made'),
  plan_invalid: fixed(422, 'The plan is not valid'),
  period_unknown: fixed(404, 'The period is not in the calendar of the root'),
  period_open: fixed(409, 'The period is still open'),
  period_closed: fixed(409, 'The period is closed already'),
  period_not_next: fixed(409, 'Periods are closed in order, and an earlier one is still open'),
  fees_due: fixed(409, 'The fees of the period have not been charged yet'),
  target_pending: passing(409, 'The ledger does not hold the call yet'),
  target_settled: fixed(409, 'The call cannot be corrected as it stands'),
  ledger_behind: passing(409, 'The ledger does not hold everything that was sent yet'),
  job_failed: fixed(409, 'The job has failed'),
  payment_refused: fixed(422, 'The payment provider refused the payment method'),
  payment_unavailable: passing(503, 'The payment provider did not answer'),
  export_malformed: fixed(422, "The provider's export cannot be read"),
  backfill_invalid: fixed(422, 'The backfill is not valid'),
  admission_invalid: fixed(422, 'The admission token is not valid'),
  // One event.
  event_invalid: fixed(422, 'The event does not have the expected shape'),
  event_too_large: fixed(413, 'The event is too large'),
  event_malformed: fixed(422, 'The event is not valid JSON'),
  event_too_deep: fixed(422, 'The event is nested too deeply'),
  event_duplicate_key: fixed(422, 'A JSON object of the event names a key twice'),
  event_type_unsupported: fixed(422, 'The event type is not supported'),
  event_too_late: fixed(422, 'The event is older than the accepted lateness'),
  event_too_early: fixed(422, 'The event lies too far in the future'),
  project_missing: fixed(422, 'The event names no project and the key is bound to none'),
  project_unknown: fixed(422, 'The project does not exist'),
  usage_format_unknown: fixed(422, 'The usage format is not known'),
  usage_malformed: fixed(422, 'The usage object does not fit its format'),
  // The service.
  overloaded: passing(429, 'The service is busy; send again later'),
  unavailable: passing(503, 'The service cannot do this right now; send again later'),
  // What a border answers for an error without a name. On the path of the log every fault has a name of its own.
  internal: fixed(500, 'Something went wrong on our side'),
  // What the service finds wrong with itself, and errors without a name that halt a part of it.
  defect: fixed(
    500,
    'The service has found a defect of its own',
    'Nothing was written. Restart the service; if it halts again, keep the log and report the fault with what the service logged.',
  ),
  // Set-up and operation.
  config_invalid: fixed(500, 'The configuration is not valid'),
  secret_missing: fixed(500, 'A secret that the data needs is missing'),
  port_in_use: fixed(500, 'A port is already in use'),
  tool_missing: fixed(500, 'A program that is needed is not installed'),
  stack_running: fixed(500, 'The stack is running already'),
  part_failed: fixed(500, 'A part of the stack did not start'),
  broker_incompatible: fixed(500, 'The broker does not speak a protocol version this system needs'),
  topic_misconfigured: fixed(500, 'A topic does not have the configuration this system needs'),
  // The log, the catalogue and the ledger.
  record_too_large: fixed(413, 'The record is larger than the log takes'),
  clock_disagrees: passing(503, 'The clock of the log and that of the service are too far apart'),
  log_replaced: passing(503, 'The log of this shard is not the one that was written to'),
  log_refused: fixed(500, 'The broker refused for good what was asked of it'),
  append_failed: passing(503, 'The log did not acknowledge a record'),
  log_truncated: fixed(500, 'The log ends before a position that was already read', RESTORE_LOG),
  log_gap: fixed(500, 'The log starts after the position to read next', RESTORE_LOG),
  log_corrupt: fixed(500, 'A record of the log does not hold what its hash says', RESTORE_LOG),
  log_newer: fixed(
    500,
    'A record of the log was written by a newer version of Suanpan',
    'Run the version of Suanpan that wrote it, or a later one.',
  ),
  log_rewritten: fixed(500, 'The log holds another record where one was already read', RESTORE_LOG),
  chain_broken: fixed(500, 'A batch of the rated log does not continue the chain', RESTORE_LOG),
  directive_stale: fixed(500, 'A directive may have been sent too long ago to be sent again'),
  claim_superseded: passing(503, 'Another instance has taken over this shard'),
  revision_unknown: fixed(
    500,
    'A record names a catalogue revision that does not exist',
    'Restore the topic catalogue.changes; the admin service publishes from its database what the topic lacks.',
  ),
  catalogue_broken: fixed(500, 'The catalogue topic does not continue its chain'),
  catalogue_behind: fixed(500, 'The database is behind the catalogue topic'),
  state_damaged: fixed(500, 'What is stored does not hold what was written there', FOLD_ANEW),
  fold_store_mismatch: fixed(500, 'The fold store does not stand where the log says', DELETE_STORE),
  fold_store_failed: passing(503, 'The fold store could not be read or written'),
  fold_store_locked: passing(503, 'The fold store is open elsewhere'),
  ledger_unavailable: passing(503, 'The ledger did not answer'),
  ledger_disagrees: fixed(
    500,
    'The ledger does not hold what the rated log says',
    'Run `suanpan reconcile` and restart the sink, which repairs what the log can prove.',
  ),
  price_invalid: fixed(422, 'The price row is not valid'),
  price_ambiguous: fixed(422, 'Two price rows of the same rank match'),
  entity_invalid: fixed(422, 'The entity is not valid'),
  entity_unknown: fixed(404, 'The entity does not exist'),
  entity_exists: fixed(409, 'The entity exists already'),
} as const satisfies Record<string, FaultKind>;

export type FaultCode = keyof typeof FAULTS;
