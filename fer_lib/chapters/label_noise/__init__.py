"""Chapter 6: labels that look wrong to networks that have not seen the image, and photographs that stand twice."""
