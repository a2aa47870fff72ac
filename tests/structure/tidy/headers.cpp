// All headers as clang-tidy sees them, but those of gRPC and MPI, whose own headers not every machine has.

#include <spnn/spnn.hpp>

#include <spnn/align/intersect.hpp>
#include <spnn/data/gzip.hpp>
#include <spnn/exchange/npz.hpp>
#include <spnn/he/in_the_clear.hpp>
#include <spnn/mpc.hpp>
#include <spnn/net/network/tcp.hpp>
#include <spnn/net/network/tls.hpp>
#include <spnn/nn/blas.hpp>
#include <spnn/split/protocols.hpp>
