// mpc.hpp: a whole network on shares of two parties, with a dealer who is not there while they compute.
//
// So far what its gates stand on: function secret sharing.

#pragma once

#include <spnn/fss/comparison.hpp>
#include <spnn/fss/dcf.hpp>
#include <spnn/fss/dpf.hpp>
#include <spnn/fss/drelu.hpp>
#include <spnn/fss/hash.hpp>
#include <spnn/fss/table.hpp>
#include <spnn/fss/tile.hpp>
