// What is counted, and what is too much. The checksums are those of the published check value and of no byte at all.
package main

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
)

func TestAnUploadIsCountedAndSummedUp(t *testing.T) {
	for body, want := range map[string]string{
		"":          `{"bytes":0,"crc32":"00000000"}`,
		"123456789": `{"bytes":9,"crc32":"cbf43926"}`,
	} {
		if status, got := send("POST", "/upload", strings.NewReader(body)); status != 200 || got != want {
			t.Errorf("%q: got %d %s, want 200 %s", body, status, got, want)
		}
	}
}

func TestABodyAboveTheLimitIsRefused(t *testing.T) {
	for name, body := range map[string]io.Reader{
		"with a length":    strings.NewReader(strings.Repeat("x", maxBodyBytes+1)),
		"without a length": io.LimitReader(endless{}, maxBodyBytes+1),
	} {
		if status, got := send("POST", "/upload", body); status != 413 || !strings.Contains(got, "16777216") {
			t.Errorf("%s: got %d %s, want 413", name, status, got)
		}
	}
	if status, got := send("POST", "/upload", io.LimitReader(endless{}, maxBodyBytes)); status != 200 {
		t.Errorf("the largest body: got %d %s, want 200", status, got)
	}
}

type endless struct{}

func (endless) Read(bytes []byte) (int, error) { return len(bytes), nil }

// send asks the whole server, because fasthttp is most of it.
func send(method, target string, body io.Reader) (int, string) {
	listener, err := listen(0)
	if err != nil {
		return 0, err.Error()
	}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	go serve(ctx, listener)
	request, err := http.NewRequest(method, "http://"+listener.Addr().String()+target, body)
	if err != nil {
		return 0, err.Error()
	}
	request.Close = true
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, err.Error()
	}
	defer answer.Body.Close()
	text, _ := io.ReadAll(answer.Body)
	return answer.StatusCode, strings.TrimSpace(string(text))
}
