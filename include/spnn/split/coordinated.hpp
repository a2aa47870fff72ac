// split/coordinated.hpp: split networks that a coordinator brings together: its side and the parties'.

#pragma once

#include <spnn/coordinate/coordinator.hpp>
#include <spnn/coordinate/membership.hpp>
#include <spnn/split/policy.hpp>

namespace SPNN_NAMESPACE::split {

// The coordinator's side, and a party's.
template <class T>
using coordinator = coordinate::coordinator<proposal, T>;
template <class T>
using membership = coordinate::membership<proposal, policy, T>;
using membership_options = coordinate::membership_options<policy>;

}  // namespace SPNN_NAMESPACE::split
