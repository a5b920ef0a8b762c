// What the suites' reports say: how many tests passed, failed and were skipped, and which failed for what reason.

export function readVitest({ testResults, numPassedTests, numPendingTests, numTodoTests }) {
  const failuresOf = ({ name, status, message, assertionResults }) => {
    const failures = assertionResults
      .filter((test) => test.status === 'failed')
      .map((test) => ({ test: test.fullName, reason: test.failureMessages.join('\n') }));
    // A file that breaks outside its tests has none that failed.
    return status === 'failed' && failures.length === 0 ? [{ test: name, reason: message }] : failures;
  };
  const failures = testResults.flatMap(failuresOf);
  return {
    passed: numPassedTests,
    failed: failures.length,
    skipped: numPendingTests + numTodoTests,
    failures,
  };
}

export function readMocha({ stats, failures }) {
  return { passed: stats.passes, failed: stats.failures, skipped: stats.pending, failures };
}

/** Printed last: of a long log often no more than the end is at hand. */
export function printFailures(rows) {
  for (const { name, failures } of rows)
    for (const { test, reason } of failures)
      console.log(`\nFAILED in ${name}: ${test}\n${reason.split('\n').slice(0, 12).join('\n')}`);
}
