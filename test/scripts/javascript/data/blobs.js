// Three clouds of points on a plane, the same each time.
function blobs(count) {
  const points = [];
  const classes = [];
  for (let i = 0; i < count; i += 1) {
    const k = i % 3;
    const angle = (2 * Math.PI * k) / 3;
    points.push([Math.cos(angle) + 0.4 * Math.sin(i * 12.9), Math.sin(angle) + 0.4 * Math.cos(i * 7.3)]);
    classes.push(k);
  }
  return { points, classes };
}

module.exports = { blobs };
