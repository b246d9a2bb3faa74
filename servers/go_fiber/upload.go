// POST /upload: any bytes, counted and summed up while they arrive.
package main

import (
	"fmt"
	"hash/crc32"

	"github.com/gofiber/fiber/v3"
)

type receipt struct {
	Bytes int64  `json:"bytes"`
	CRC32 string `json:"crc32"`
}

func upload(c fiber.Ctx) error {
	sum := crc32.NewIEEE()
	bytes, err := copyBody(c, sum)
	if err != nil {
		return err
	}
	return jsonAnswer(c, fiber.StatusOK, receipt{Bytes: bytes, CRC32: fmt.Sprintf("%08x", sum.Sum32())})
}
