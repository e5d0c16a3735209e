package vn.cds.importer.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/** What changes while a file is being written. */
public record FileStamp(long size, FileTime modified) {

  /** Of a file as it is now. */
  public static FileStamp of(Path file) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    return new FileStamp(attributes.size(), attributes.lastModifiedTime());
  }

  /** Whether a file is there, and is as it was. */
  public boolean isOf(Path file) throws IOException {
    return Files.exists(file) && equals(of(file));
  }
}
