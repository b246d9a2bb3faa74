// POST /upload: any bytes, counted and summed up while they arrive.
package main

import (
	"fmt"
	"hash/crc32"
	"io"
	"net/http"
)

type receipt struct {
	Bytes int64  `json:"bytes"`
	CRC32 string `json:"crc32"`
}

func upload(w http.ResponseWriter, r *http.Request) {
	sum := crc32.NewIEEE()
	bytes, err := io.Copy(sum, r.Body)
	if err != nil {
		bodyError(w, err)
		return
	}
	jsonAnswer(w, http.StatusOK, receipt{Bytes: bytes, CRC32: fmt.Sprintf("%08x", sum.Sum32())})
}
