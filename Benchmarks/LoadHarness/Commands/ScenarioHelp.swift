// SPDX-License-Identifier: Apache-2.0

/// What a scenario may say, for `--help`; Benchmarks/Scenarios/README.md tells it at length.
enum ScenarioHelp {
    static let text = """
        A scenario is a YAML file. Durations are 300ms, 20s, 5m or 2h; where one is drawn, also `exponential 20s` (its \
        mean) and `uniform 5s 20s`; shares are percent (2%). Keys and defaults:

          seed 1; rate 10 (contacts a second); spacing poisson (or even); ramp 0s; warmUp 2s; measure 30s; drain 20s; \
        late 1ms; answerWithin 5s; rush {after, lasts, times} none; pool as in the configuration

          topics.NAME: count 1; share 1; priorities {100: 1} and channels {voice: 1} in weights; patience never; \
        talk 1s; wrapUp 0s; settings as in the configuration

          callers: drops 0%; dropAfter exponential 5s; redials 0%; redialAfter exponential 5s

          agents.GROUP: count 1; topics {NAME: level} all; spread 256 (topics of each count); channels {voice: 1} all \
        used; acceptDelay 0s; rejects 0%; noAnswers 0%; returnsAfter 1s
        """
}
