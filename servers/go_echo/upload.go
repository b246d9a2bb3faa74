// POST /upload: any bytes, counted and summed up while they arrive.
package main

import (
	"fmt"
	"hash/crc32"
	"io"
	"net/http"

	"github.com/labstack/echo/v5"
)

type receipt struct {
	Bytes int64  `json:"bytes"`
	CRC32 string `json:"crc32"`
}

func upload(c *echo.Context) error {
	sum := crc32.NewIEEE()
	bytes, err := io.Copy(sum, c.Request().Body)
	if err != nil {
		return bodyError(err)
	}
	return jsonAnswer(c, http.StatusOK, receipt{Bytes: bytes, CRC32: fmt.Sprintf("%08x", sum.Sum32())})
}
