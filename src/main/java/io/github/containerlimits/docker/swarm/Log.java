package io.github.containerlimits.docker.swarm;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a job printed.
 *
 * @param out the lines of its standard output
 * @param err those of its standard error
 */
public record Log(List<String> out, List<String> err) {
    private static final int HEADER = 8;
    private static final int OUT = 1;
    private static final int ERR = 2;
    private static final int LENGTH_AT = 4;

    public Log {
        out = List.copyOf(out);
        err = List.copyOf(err);
    }

    /**
     * Reads a stream in which engines mix both: each piece after a header that says whose it is, and how long.
     *
     * @param most bytes that are read; what comes after them is left out
     */
    static Log read(InputStream in, int most) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int left = most;
        while (true) {
            byte[] header = in.readNBytes(HEADER);
            if (header.length < HEADER) {
                break;
            }
            int length = ByteBuffer.wrap(header).getInt(LENGTH_AT);
            if (length < 0 || length > left) {
                break;
            }
            byte[] piece = in.readNBytes(length);
            left -= length;
            if (header[0] == OUT) {
                out.writeBytes(piece);
            } else if (header[0] == ERR) {
                err.writeBytes(piece);
            }
        }
        return new Log(lines(out), lines(err));
    }

    private static List<String> lines(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
