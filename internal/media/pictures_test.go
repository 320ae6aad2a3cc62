package media_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"testing"

	"lapak/internal/media"
)

var (
	red   = color.RGBA{R: 220, A: 255}
	green = color.RGBA{G: 200, A: 255}
	blue  = color.RGBA{B: 220, A: 255}
	black = color.RGBA{A: 255}
)

const gpsTrace = "-8.2192"

type settable interface {
	image.Image
	Set(x, y int, c color.Color)
}

func fill(canvas settable, c color.Color) {
	b := canvas.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			canvas.Set(x, y, c)
		}
	}
}

// photo is a picture with some detail.
func photo(width, height int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			img.SetRGBA(x, y, color.RGBA{uint8(x ^ y), uint8(x * 3), uint8(y * 5), 255})
		}
	}
	return img
}

// corners has red, green, blue and black quarters, clockwise from the top left.
func corners(width, height int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			quarter := [2][2]color.RGBA{{red, green}, {black, blue}}[2*y/height][2*x/width]
			img.SetRGBA(x, y, quarter)
		}
	}
	return img
}

// turned stores an upright picture as a camera held that way would: in each
// orientation of EXIF, where the file's first row and first column lie.
func turned(upright *image.RGBA, orientation int) *image.RGBA {
	w, h := upright.Rect.Dx(), upright.Rect.Dy()
	size := image.Rect(0, 0, w, h)
	if orientation >= 5 {
		size = image.Rect(0, 0, h, w)
	}
	out := image.NewRGBA(size)
	for row := range size.Dy() {
		for column := range size.Dx() {
			at := map[int]image.Point{
				1: {column, row},                 // top, left
				2: {w - 1 - column, row},         // top, right
				3: {w - 1 - column, h - 1 - row}, // bottom, right
				4: {column, h - 1 - row},         // bottom, left
				5: {row, column},                 // left, top
				6: {w - 1 - row, column},         // right, top
				7: {w - 1 - row, h - 1 - column}, // right, bottom
				8: {row, h - 1 - column},         // left, bottom
			}[orientation]
			out.SetRGBA(column, row, upright.RGBAAt(at.X, at.Y))
		}
	}
	return out
}

func jpegOf(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	check(t, jpeg.Encode(&b, img, &jpeg.Options{Quality: 90}))
	return b.Bytes()
}

func pngOf(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	check(t, (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&b, img))
	return b.Bytes()
}

func gifOf(t testing.TB, frames int) []byte {
	t.Helper()
	animation := &gif.GIF{}
	for range frames {
		animation.Image = append(animation.Image, image.NewPaletted(image.Rect(0, 0, 300, 300), color.Palette{red, blue}))
		animation.Delay = append(animation.Delay, 1)
	}
	var b bytes.Buffer
	check(t, gif.EncodeAll(&b, animation))
	return b.Bytes()
}

// withSegment puts a segment behind the JPEG's first marker.
func withSegment(source []byte, marker byte, payload []byte) []byte {
	segment := binary.BigEndian.AppendUint16([]byte{0xff, marker}, uint16(len(payload)+2))
	return bytes.Join([][]byte{source[:2], segment, payload, source[2:]}, nil)
}

// withEXIF adds an orientation and, in the maker's name, a trace of a position.
func withEXIF(source []byte, orientation int) []byte {
	exif := []byte("Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x02")
	exif = append(exif, 0x01, 0x0f, 0, 2, 0, 0, 0, byte(len(gpsTrace)+1), 0, 0, 0, 38) // Make
	exif = append(exif, 0x01, 0x12, 0, 3, 0, 0, 0, 1, byte(orientation>>8), byte(orientation), 0, 0)
	exif = append(exif, 0, 0, 0, 0)
	exif = append(exif, gpsTrace+"\x00"...)
	return withSegment(source, 0xe1, exif)
}

func pngChunk(kind string, payload []byte) []byte {
	chunk := binary.BigEndian.AppendUint32(nil, uint32(len(payload)))
	chunk = append(append(chunk, kind...), payload...)
	return binary.BigEndian.AppendUint32(chunk, crc32.ChecksumIEEE(chunk[4:]))
}

func withPNGText(source []byte, text string) []byte {
	const headerEnd = 8 + 25
	return bytes.Join([][]byte{source[:headerEnd], pngChunk("tEXt", []byte("Comment\x00"+text)), source[headerEnd:]}, nil)
}

// pngHeader is a PNG that promises a size and has no data.
func pngHeader(width, height uint32) []byte {
	header := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, width), height)
	return append([]byte("\x89PNG\r\n\x1a\n"), pngChunk("IHDR", append(header, 8, 6, 0, 0, 0))...)
}

// jpegHeader is a JPEG that promises a size and has no data.
func jpegHeader(width, height uint16) []byte {
	frame := binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint16([]byte{8}, height), width)
	return append(withSegment([]byte{0xff, 0xd8}, 0xc0, append(frame, 1, 1, 0x11, 0)), 0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0)
}

func riffChunk(kind string, payload []byte) []byte {
	chunk := binary.LittleEndian.AppendUint32([]byte(kind), uint32(len(payload)))
	chunk = append(chunk, payload...)
	if len(payload)%2 == 1 {
		chunk = append(chunk, 0)
	}
	return chunk
}

func riff(chunks ...[]byte) []byte {
	return riffChunk("RIFF", append([]byte("WEBP"), bytes.Join(chunks, nil)...))
}

// losslessFrame is a VP8L picture of one colour, which takes some 20 bytes
// whatever its size.
func losslessFrame(width, height int) []byte {
	var bits bitWriter
	bits.write(0x2f, 8)
	bits.write(width-1, 14)
	bits.write(height-1, 14)
	bits.write(0, 1+3)                                   // no alpha, version
	bits.write(0, 1+1+1)                                 // no transform, no colour cache, one set of codes
	for _, symbol := range []int{100, 50, 200, 255, 0} { // green, red, blue, alpha, distance
		bits.write(1, 1) // a simple code
		bits.write(0, 1) // of one symbol
		bits.write(1, 1) // in eight bits
		bits.write(symbol, 8)
	}
	return append(bits.bytes, 0, 0)
}

func webpOf(width, height int) []byte {
	return riff(riffChunk("VP8L", losslessFrame(width, height)))
}

func extended(flags byte, width, height int) []byte {
	w, h := width-1, height-1
	return riffChunk("VP8X", []byte{flags, 0, 0, 0, byte(w), byte(w >> 8), byte(w >> 16), byte(h), byte(h >> 8), byte(h >> 16)})
}

// webpWithCanvas says one size in its header and another in its frame.
func webpWithCanvas(width, height, frameWidth, frameHeight int) []byte {
	return riff(extended(0, width, height), riffChunk("VP8L", losslessFrame(frameWidth, frameHeight)))
}

func animatedWebP(width, height int) []byte {
	frame := append(make([]byte, 16), riffChunk("VP8L", losslessFrame(width, height))...)
	return riff(extended(2, width, height), riffChunk("ANIM", make([]byte, 6)), riffChunk("ANMF", frame))
}

// bitWriter writes the least significant bit first.
type bitWriter struct {
	bytes []byte
	count int
}

func (w *bitWriter) write(value, bits int) {
	for i := range bits {
		if w.count%8 == 0 {
			w.bytes = append(w.bytes, 0)
		}
		w.bytes[len(w.bytes)-1] |= byte(value>>i&1) << (w.count % 8)
		w.count++
	}
}

// manyScans is a progressive JPEG whose few bytes a scan make the decoder walk
// over the whole picture, again and again.
func manyScans(width, height uint16, size int) []byte {
	frame := binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint16([]byte{8}, height), width)
	out := []byte{0xff, 0xd8}
	add := func(marker byte, payload []byte) {
		out = binary.BigEndian.AppendUint16(append(out, 0xff, marker), uint16(len(payload)+2))
		out = append(out, payload...)
	}
	add(0xdb, append([]byte{0}, bytes.Repeat([]byte{1}, 64)...))
	add(0xc2, append(frame, 1, 1, 0x11, 0))
	// One code, "0": a run of 2^14 blocks without coefficients, and 14 bits more.
	add(0xc4, append(append([]byte{0x10, 1}, make([]byte, 15)...), 0xe0))
	blocks := (int(width) + 7) / 8 * ((int(height) + 7) / 8)
	var runs []byte
	var word, bits uint
	for range blocks/(1<<14) + 1 {
		word, bits = word<<15, bits+15 // the code and fourteen zeros
		for ; bits >= 8; bits -= 8 {
			runs = append(runs, byte(word>>(bits-8)))
		}
	}
	runs = append(runs, 0)
	for len(out)+len(runs)+16 < size {
		add(0xda, []byte{1, 1, 0, 1, 63, 0})
		out = append(out, runs...)
	}
	return append(out, 0xff, 0xd9)
}

func random(n int) []byte {
	source := rand.NewChaCha8([32]byte{1})
	out := make([]byte, n)
	_, _ = source.Read(out) // never fails
	out[0] = 0x01
	return out
}

// counter is an endless upload.
type counter struct{ bytes int }

func (c *counter) Read(p []byte) (int, error) {
	c.bytes += len(p)
	return len(p), nil
}

func process(t testing.TB, source []byte) media.Processed {
	t.Helper()
	processed, err := media.Process(t.Context(), bytes.NewReader(source))
	check(t, err)
	return processed
}

func decodeJPEG(t testing.TB, body []byte) image.Image {
	t.Helper()
	img, err := jpeg.Decode(bytes.NewReader(body))
	check(t, err)
	return img
}

func near(got color.Color, want color.RGBA) bool {
	r, g, b, _ := got.RGBA()
	return closeTo(r, want.R) && closeTo(g, want.G) && closeTo(b, want.B)
}

func closeTo(got uint32, want uint8) bool {
	difference := int(got>>8) - int(want)
	return difference > -12 && difference < 12
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
