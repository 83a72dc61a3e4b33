package io.github.containerlimits.measure;

import io.github.containerlimits.quantity.Direction;
import io.github.containerlimits.quantity.RateUnit;

/** What a control group moved from and to a device: bytes and operations, since some moment. */
public record DeviceIo(long readBytes, long writtenBytes, long reads, long writes) {
    /** Nothing moved. */
    public static final DeviceIo NONE = new DeviceIo(0, 0, 0, 0);

    public DeviceIo plus(DeviceIo other) {
        return new DeviceIo(
                readBytes + other.readBytes,
                writtenBytes + other.writtenBytes,
                reads + other.reads,
                writes + other.writes);
    }

    /** The part that goes that way, in that unit. */
    public long of(Direction direction, RateUnit unit) {
        if (unit == RateUnit.BPS) {
            return direction == Direction.READ ? readBytes : writtenBytes;
        }
        return direction == Direction.READ ? reads : writes;
    }
}
