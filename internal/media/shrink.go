package media

import (
	"context"
	"image"
	"image/color"
	"image/draw"
)

// paper is what shows through a transparent picture: the page's own colour.
var paper = image.NewUniform(color.RGBA{R: 0xfb, G: 0xf8, B: 0xf2, A: 0xff})

// shrink draws src on paper at size, which is not larger than src: each pixel is
// the average of the area it covers. A picture that is opaque and has that size
// is given back itself. It needs the memory of one line of src, and counts in
// integers, so that the same picture has the same bytes, and the same key, on
// every machine.
func shrink(ctx context.Context, src image.Image, size image.Point) (*image.RGBA, error) {
	from := src.Bounds()
	opaque, isOpaque := src.(*image.RGBA)
	isOpaque = isOpaque && opaque.Opaque()
	if isOpaque && from == (image.Rectangle{Max: size}) {
		return opaque, ctx.Err()
	}
	dst := image.NewRGBA(image.Rectangle{Max: size})
	if from.Size() == size { // each pixel is its own average
		onPaper(dst, src, from.Min)
		return dst, ctx.Err()
	}
	line := image.NewRGBA(image.Rect(0, 0, from.Dx(), 1))
	across := make([]uint32, 3*size.X) // one line of src, averaged sideways
	down := make([]uint64, 3*size.X)   // the lines under one line of dst
	row := 0
	for y := range from.Dy() {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if isOpaque {
			average(across, opaque.Pix[y*opaque.Stride:], from.Dx(), size.X)
		} else {
			onPaper(line, src, image.Pt(from.Min.X, from.Min.Y+y))
			average(across, line.Pix, from.Dx(), size.X)
		}
		// In units of 1/size.Y, line y of src ends at end, line row of dst at edge.
		end, edge := (y+1)*size.Y, (row+1)*from.Dy()
		over := max(end-edge, 0)
		add(down, across, size.Y-over)
		if end >= edge {
			emit(dst.Pix[row*dst.Stride:], down, uint64(from.Dx())*uint64(from.Dy())) //nolint:gosec // a rectangle's sides are not negative
			add(down, across, over)
			row++
		}
	}
	return dst, nil
}

// onPaper fills dst with what src shows from a point on. A photograph hides the paper.
func onPaper(dst *image.RGBA, src image.Image, from image.Point) {
	if _, isPhotograph := src.(*image.YCbCr); isPhotograph {
		draw.Draw(dst, dst.Rect, src, from, draw.Src)
		return
	}
	draw.Draw(dst, dst.Rect, paper, image.Point{}, draw.Src)
	draw.Draw(dst, dst.Rect, src, from, draw.Over)
}

// average sums the colours of a line of n pixels under each of m, m ≤ n, each
// weighted by how much of it is covered; the weights of a sum come to n.
func average(sums []uint32, line []uint8, n, m int) {
	pixel, rest := 0, m // rest is what is left of the pixel, in units of 1/m
	for to := range m {
		var r, g, b uint32
		for need := n; need > 0; {
			part := min(need, rest)
			weight, at := uint32(part), line[4*pixel:4*pixel+3] //nolint:gosec // at most MaxPixels
			r += weight * uint32(at[0])
			g += weight * uint32(at[1])
			b += weight * uint32(at[2])
			need -= part
			if rest -= part; rest == 0 {
				pixel, rest = pixel+1, m
			}
		}
		sums[3*to], sums[3*to+1], sums[3*to+2] = r, g, b
	}
}

func add(sums []uint64, line []uint32, weight int) {
	if weight == 0 {
		return
	}
	for i, value := range line {
		sums[i] += uint64(value) * uint64(weight) //nolint:gosec // never negative
	}
}

// emit writes a line of pixels and clears the sums.
func emit(pixels []uint8, sums []uint64, total uint64) {
	for i := range len(sums) / 3 {
		for channel := range 3 {
			pixels[4*i+channel] = uint8((sums[3*i+channel] + total/2) / total) //nolint:gosec // an average of bytes
		}
		pixels[4*i+3] = 0xff
	}
	clear(sums)
}
