// Share a loop among threads that live only for the call.
//
// Layout: items 0..n-1 are handed out in chunks by one atomic counter. Invariant: a body writes
// only to places that belong to its own items, so that the result has the same bits for any
// number of threads; sums are taken afterwards, in index order. Cost: one thread start per
// worker, none for one worker. Threads are made and joined per call, which keeps fork safe and
// lives beside any OpenMP runtime. The first error by item number reaches the caller.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <limits>
#include <mutex>
#include <thread>
#include <vector>

namespace mutually {

template <class Body>
void parallel_for(std::size_t n, std::size_t grain, unsigned workers, Body body) {
    const std::size_t chunks = (n + grain - 1) / grain;
    if (workers <= 1 || chunks <= 1) {
        if (n > 0) body(std::size_t{0}, n);
        return;
    }
    std::atomic<std::size_t> next{0};
    std::mutex guard;
    std::exception_ptr error;
    std::size_t error_chunk = std::numeric_limits<std::size_t>::max();
    auto work = [&] {
        for (;;) {
            const std::size_t chunk = next.fetch_add(1);
            if (chunk >= chunks) return;
            try {
                body(chunk * grain, std::min(n, (chunk + 1) * grain));
            } catch (...) {
                const std::lock_guard<std::mutex> lock(guard);
                if (chunk < error_chunk) {
                    error_chunk = chunk;
                    error = std::current_exception();
                }
            }
        }
    };
    std::vector<std::thread> threads;
    const std::size_t extra = std::min<std::size_t>(workers, chunks) - 1;
    threads.reserve(extra);
    // Where the system refuses another thread the ones that run do all the work.
    try {
        for (std::size_t t = 0; t < extra; ++t) threads.emplace_back(work);
    } catch (const std::system_error&) {
    }
    work();
    for (auto& thread : threads) thread.join();
    if (error) std::rethrow_exception(error);
}

}  // namespace mutually
