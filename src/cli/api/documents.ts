/** Every GraphQL document that the command line sends; a test validates them against `schema.graphql`. */
const ESTIMATE = '{ value low high confidence }';
const FAILURE = '{ phase code message advice logTail }';

/** Cheap, and answered by a Photofinish server only. */
export const GREETING = 'query Greeting { workloads { id } }';

export const ENGINES = `query Engines {
  engines {
    id name version available unavailableReason runtime precisions tasks
    variants { id description default }
    devices { id kind name }
  }
}`;

export const START_RACE = `mutation StartRace($input: StartRaceInput!) {
  startRace(input: $input) { id status runs { id label } }
}`;

export const CANCEL_RACE = 'mutation CancelRace($id: ID!) { cancelRace(id: $id) { id status } }';

export const START_REPORT = `mutation StartReport($input: StartReportInput!) {
  startReport(input: $input) { id url races { id label runs { id label } } }
}`;

export const CANCEL_REPORT = 'mutation CancelReport($id: ID!) { cancelReport(id: $id) { id status } }';

export const REPORT_PROGRESS = 'query ReportProgress($id: ID!) { report(id: $id) { estimatedSecondsLeft } }';

export const REPORT = `query Report($id: ID!) {
  report(id: $id) {
    id label status effort engines racesEnded racesTotal createdAt url markdown html
    races { id label status verdict }
    claims {
      id statement verdict answer sentence notMeasured
      parts { name rule supportedFrom contradictedUpTo verdict sentence timesAsFast ${ESTIMATE} }
      effects { name subject other timesAsFast ${ESTIMATE} stance missing race { id } }
    }
  }
}`;

export const REPORT_COMPARISON = `query ReportComparison($baseline: ID!, $candidate: ID!) {
  reportComparison(baseline: $baseline, candidate: $candidate) {
    baseline { id label createdAt } candidate { id label createdAt }
    sentence differences markdown html url
    claims {
      id statement baseline candidate agree sentence
      effects { part name subject other baseline ${ESTIMATE} candidate ${ESTIMATE} change ${ESTIMATE} differs missing }
    }
  }
}`;

export const START_SWEEP = `mutation StartSweep($input: StartSweepInput!) {
  startSweep(input: $input) { id points { value race { id runs { id label } } } }
}`;

export const CANCEL_SWEEP = 'mutation CancelSweep($id: ID!) { cancelSweep(id: $id) { id status } }';

export const SWEEP = `query Sweep($id: ID!) {
  sweep(id: $id) {
    id label status over parameter verdict createdAt
    points { value race { id status verdict workload { id } task metric } }
    curves {
      label
      points { value run {
        id status
        secondsPerIteration ${ESTIMATE}
        timeToFirstResultSeconds ${ESTIMATE}
        energyJoulesPerItem ${ESTIMATE}
        requestsPerSecond ${ESTIMATE}
        peakMemoryBytes
        failure ${FAILURE}
      } }
    }
    crossovers { below above near aheadBelow aheadAbove sentence }
  }
}`;

export const RACE_STATUS = 'query RaceStatus($id: ID!) { race(id: $id) { status } }';

export const RACE = `query Race($id: ID!) {
  race(id: $id) {
    id label status task precision division batchSize metric compilationCaches question effort practicalDifference seed
    scenario {
      server { latencyBoundSeconds percentile }
      variableLengths { policy sequences shortest longest timesteps filledTimesteps }
      experimentation { edit process }
      inputPipeline { imageHeight imageWidth workers }
    }
    targetHalfWidth tensorsSha256 expectedDetectableDifference
    roundsCompleted verdict environmentGrade disturbances { code blockShare message } createdAt startedAt finishedAt
    workload { id name itemName }
    hardware { fingerprint cpuModel cpuCores memoryBytes gpus { name memoryBytes driverVersion cudaVersion } }
    parameters { name value }
    runs {
      id label status engineVersion
      engine { id name }
      device { id name }
      variant { id }
      settings { name value }
      parity { passed error tolerance }
      secondsPerIteration ${ESTIMATE}
      timeToFirstResultSeconds ${ESTIMATE}
      coldStart { spawnSeconds importSeconds initialiseSeconds buildSeconds compileSeconds firstResultSeconds timeToFirstResultSeconds timeToSteadySeconds steadySecondsPerIteration }
      editStart { process buildSeconds compileSeconds firstResultSeconds compilations timeToSteadySeconds steadySecondsPerIteration original { buildSeconds compileSeconds firstResultSeconds compilations } }
      itemsPerSecond ${ESTIMATE}
      flopsPerSecond ${ESTIMATE}
      latency { p50 p90 p99 count }
      peakMemoryBytes peakDeviceMemoryBytes hostBoundShare percentOfLimit limitedBy
      energyJoulesPerItem ${ESTIMATE}
      requestsPerSecond ${ESTIMATE}
      variableLengths { firstPassSeconds compilations compilationsWhileMeasured amortised { sequences seconds } }
      inputPipeline { modelSeconds ${ESTIMATE} loaderSeconds ${ESTIMATE} bothSeconds ${ESTIMATE} overlapEfficiency ${ESTIMATE} bottleneck }
      failure ${FAILURE}
    }
    standings { tier run { id label } }
    comparisons {
      baseline { label }
      candidate { label }
      ratio ${ESTIMATE}
      totalRatio ${ESTIMATE}
      breakEvenIterations ${ESTIMATE}
      verdict clear sentence rounds minimumDetectableDifference furtherRounds flags
    }
    selfCheck { verdict sentence ratio ${ESTIMATE} }
    warnings { code message run { label } }
    failure ${FAILURE}
  }
}`;

export const RACE_CHART = 'query RaceChart($id: ID!) { drawn: race(id: $id) { chart { svg } } }';

export const SWEEP_CHART = 'query SweepChart($id: ID!) { drawn: sweep(id: $id) { chart { svg } } }';

const LIMITS = `limits {
    device precision threads flopsPerSecond engine variant engineVersion matrixSize measuredAt
    streams { workingSetBytes bytesPerSecond }
  }`;

export const MEASURE_LIMITS = `mutation MeasureLimits($input: MeasureLimitsInput!) {
  measureLimits(input: $input) { id cpuModel ${LIMITS} }
}`;

export const PROFILE_LIMITS = `query ProfileLimits($id: ID!) {
  node(id: $id) { ... on HardwareProfile { id cpuModel ${LIMITS} } }
}`;

/** What asks for the race again. */
export const RACE_SPEC = 'query RaceSpec($id: ID!) { race(id: $id) { spec } }';

/** A run with all that was measured of it; no race has more rounds than a page. */
export const RUN_RECORD = `query RunRecord($id: ID!) {
  run(id: $id) {
    id label status engineVersion
    engine { id name runtime }
    variant { id }
    cloneOf { label }
    device { id kind name memoryBytes }
    settings { name value }
    implementation { node form }
    parity { passed error tolerance reference lossError }
    secondsPerIteration ${ESTIMATE}
    timeToFirstResultSeconds ${ESTIMATE}
    peakMemoryBytes peakDeviceMemoryBytes hostBoundShare
    energyJoulesPerItem ${ESTIMATE}
    requestsPerSecond ${ESTIMATE}
    inputPipeline { modelSeconds ${ESTIMATE} loaderSeconds ${ESTIMATE} bothSeconds ${ESTIMATE} overlapEfficiency ${ESTIMATE} bottleneck }
    failure ${FAILURE}
    trials(first: 100) {
      edges {
        node {
          round startedAt iterationsPerBlock blockSeconds timeToFirstResultSeconds tags foreignShare clockHertz shape
          gpu { smClockHertz temperatureCelsius clockReasons foreignProcesses }
          energy { covers grossJoules idleWatts seconds blockSeconds iterations items }
          inputPipeline { modelBlockSeconds loaderBlockSeconds overlapEfficiency pageCache imagesSha256 }
          serving {
            requestsPerSecond
            probes { requestsPerSecond answeredPerSecond requests overBound kept latenessSeconds valid latency { p50 p90 p99 count } }
          }
        }
      }
    }
  }
}`;

export const COMPARISON = `query Comparison($baseline: ID!, $candidate: ID!) {
  comparison(baseline: $baseline, candidate: $candidate) { ratio ${ESTIMATE} }
}`;

export const RACE_EVENTS = `subscription RaceEvents($raceId: ID!, $after: SafeInt) {
  raceEvents(raceId: $raceId, after: $after) {
    __typename
    sequence
    ... on RaceStatusChanged { status }
    ... on RunPhaseChanged { run { id } phase }
    ... on RoundFinished {
      round
      progress
      running { run { id } secondsPerIteration ${ESTIMATE} energyJoulesPerItem ${ESTIMATE} ratioToLeader ${ESTIMATE} }
    }
  }
}`;
