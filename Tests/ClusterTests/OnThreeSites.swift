// SPDX-License-Identifier: Apache-2.0
import Testing

/// Everything that needs real servers and nodes; one at a time, since each wants the machine for itself.
@Suite(.serialized) enum OnThreeSites {}
