package main

import (
	"strings"
	"syscall"
	"testing"
)

func TestTooFewDescriptorsAreToldBeforeTheRuntimeMissesThem(t *testing.T) {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		t.Fatal(err)
	}
	few := syscall.Rlimit{Cur: minDescriptors - 1, Max: limit.Max}
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &few); err != nil {
		t.Fatal(err)
	}
	defer syscall.Setrlimit(syscall.RLIMIT_NOFILE, &limit)
	_, err := listen(0)
	if err == nil || !strings.Contains(err.Error(), "only 15 descriptors are allowed") {
		t.Errorf("got %v", err)
	}
}
