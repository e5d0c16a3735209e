package vn.cds.standalone.command.option;

import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;
import vn.cds.contract.event.EventStream;

/** Reads a stream by its name on the wire. */
public final class StreamConverter implements ITypeConverter<EventStream> {
  @Override
  public EventStream convert(String value) {
    return Arrays.stream(EventStream.values())
        .filter(s -> s.wireName().equals(value))
        .findAny()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'"
                        + value
                        + "' is not one of "
                        + Arrays.stream(EventStream.values())
                            .map(EventStream::wireName)
                            .collect(Collectors.joining(", "))));
  }
}
