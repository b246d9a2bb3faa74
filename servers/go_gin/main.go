// go_gin answers the workloads of reqbench with gin, in release mode and with no middleware of gin's but its
// recovery. This file turns words into options, says when the server is ready, and ends it when asked; everything
// about HTTP is in the files beside it.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall"
)

const program = "go_gin"

type options struct {
	port    int
	workers int
	version bool
}

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, program+":", err)
		os.Exit(1)
	}
}

func run(args []string, out io.Writer) error {
	opts, err := parseArguments(args)
	if err != nil {
		return err
	}
	if opts.version {
		return json.NewEncoder(out).Encode(versions())
	}
	runtime.GOMAXPROCS(opts.workers)

	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	listener, err := listen(opts.port)
	if err != nil {
		return err
	}
	// The kernel queues connections from listen on, so whoever reads this line gets an answer.
	ready := map[string]int{"port": listener.Addr().(*net.TCPAddr).Port}
	if err := json.NewEncoder(out).Encode(ready); err != nil {
		return err
	}
	return serve(ctx, listener)
}

func parseArguments(args []string) (options, error) {
	var opts options
	flags := flag.NewFlagSet(program, flag.ContinueOnError)
	flags.SetOutput(io.Discard) // an error is one sentence, not a page of usage
	flags.IntVar(&opts.port, "port", 0, "port on 127.0.0.1; 0 takes a free one")
	flags.IntVar(&opts.workers, "workers", 1, "how many threads may run Go code at once (GOMAXPROCS)")
	flags.BoolVar(&opts.version, "version", false, "print the versions really running as JSON")
	err := flags.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return opts, errors.New("usage: " + program + " [--port P] [--workers N] [--version]")
	case err != nil:
		return opts, err
	case flags.NArg() > 0:
		return opts, fmt.Errorf("unexpected argument %q", strings.Join(flags.Args(), " "))
	case opts.port < 0 || opts.port > 65535:
		return opts, fmt.Errorf("--port must be 0 to 65535, got %d", opts.port)
	case opts.workers < 1 || opts.workers > 1024:
		return opts, fmt.Errorf("--workers must be 1 to 1024, got %d", opts.workers)
	}
	return opts, nil
}

// versions tells what was linked into the program, not what a file beside it says.
func versions() map[string]string {
	found := map[string]string{}
	if info, ok := debug.ReadBuildInfo(); ok {
		found["go"] = strings.TrimPrefix(info.GoVersion, "go")
		for _, module := range info.Deps {
			if module.Path == "github.com/gin-gonic/gin" {
				found["gin"] = strings.TrimPrefix(module.Version, "v")
			}
		}
	}
	return found
}
