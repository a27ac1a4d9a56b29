// Go: random reads with ReadAt, as many goroutines as the depth.
//
//	reads --file F --blocks 65536 --depth 64 --direct 0
package main

import (
	"encoding/binary"
	"flag"
	"fmt"
	"math/bits"
	"os"
	"sync"
	"syscall"
	"time"
)

const block = 4096

var (
	name    = flag.String("file", "", "")
	blocks  = flag.Uint("blocks", 65536, "")
	depth   = flag.Int("depth", 64, "")
	direct  = flag.Int("direct", 0, "")
	warmup  = flag.Float64("warmup", 0.3, "")
	seconds = flag.Float64("seconds", 1, "")
)

func fail(what string, err error) {
	fmt.Fprintf(os.Stderr, "%s: %v\n", what, err)
	os.Exit(1)
}

func cpuSeconds() float64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		fail("getrusage", err)
	}
	return float64(usage.Utime.Nano()+usage.Stime.Nano()) / 1e9
}

// Each goroutine has a generator of its own, because one for all would need a lock.
func lane(file *os.File, seed uint32, until time.Time, done *int64) {
	buffer := make([]byte, block)
	shift := 32 - uint(bits.TrailingZeros(*blocks))
	for *done%64 != 0 || time.Now().Before(until) {
		seed = seed*1664525 + 1013904223
		wanted := seed >> shift
		count, err := file.ReadAt(buffer, int64(wanted)*block)
		first := binary.LittleEndian.Uint32(buffer)
		last := binary.LittleEndian.Uint32(buffer[block-4:])
		if err != nil || count != block || first != wanted || last != wanted {
			fail(fmt.Sprintf("block %d is wrong", wanted), err)
		}
		*done++
	}
}

func runFor(file *os.File, seconds float64) int64 {
	counts := make([]int64, *depth)
	until := time.Now().Add(time.Duration(seconds * 1e9))
	var group sync.WaitGroup
	for i := range counts {
		group.Add(1)
		go func(i int) {
			defer group.Done()
			lane(file, uint32(i+1)*2654435761, until, &counts[i])
		}(i)
	}
	group.Wait()
	var sum int64
	for _, count := range counts {
		sum += count
	}
	return sum
}

func main() {
	flag.Parse()
	if *direct == 1 {
		fail("reads.go", fmt.Errorf("it has no aligned memory for O_DIRECT"))
	}
	file, err := os.Open(*name)
	if err != nil {
		fail("open", err)
	}
	runFor(file, *warmup)
	cpu, start := cpuSeconds(), time.Now()
	operations := runFor(file, *seconds)
	taken := time.Since(start).Seconds()
	fmt.Printf("{\"operations\":%d,\"cpuSeconds\":%.9f,\"seconds\":%.9f}\n",
		operations, cpuSeconds()-cpu, taken)
}
