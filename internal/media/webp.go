package media

import (
	"errors"
	"image"
	"image/color"
	"io"

	"golang.org/x/image/riff"
	"golang.org/x/image/vp8"
	"golang.org/x/image/vp8l"
)

var errNoFrame = errors.New("webp: no still picture")

// webpConfig reads the size of the frame that will be decoded. The library reads
// the canvas of an extended file instead, which may say less than the frame.
func webpConfig(r io.Reader) (image.Config, error) {
	_, chunks, err := riff.NewReader(r)
	if err != nil {
		return image.Config{}, err
	}
	for {
		id, length, chunk, err := chunks.Next()
		if errors.Is(err, io.EOF) {
			return image.Config{}, errNoFrame
		}
		if err != nil {
			return image.Config{}, err
		}
		switch string(id[:]) {
		case "VP8 ":
			decoder := vp8.NewDecoder()
			decoder.Init(chunk, int(length))
			header, err := decoder.DecodeFrameHeader()
			return image.Config{ColorModel: color.YCbCrModel, Width: header.Width, Height: header.Height}, err
		case "VP8L":
			return vp8l.DecodeConfig(chunk)
		}
	}
}
