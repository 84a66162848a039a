package io.dss.architecture;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a class file refers to, from its constant pool (JVMS §4.4): nothing a class uses can be missing there, bar constants that the compiler copied.
 *
 * @param name dotted, with {@code $} for nested classes
 * @param classes every class it names: uses, signatures, annotations
 * @param members every method and field it uses, as {@code java.lang.System.nanoTime}
 */
record ClassFile(String name, SortedSet<String> classes, SortedSet<String> members) implements Comparable<ClassFile> {
  private static final Pattern IN_DESCRIPTOR = Pattern.compile("L([\\w$]+(?:/[\\w$]+)+)[;<]");

  String packageName() {
    return packageOf(name);
  }

  /** The outermost class, as the source file is called. */
  String topLevel() {
    int nested = name.indexOf('$');
    return nested < 0 ? name : name.substring(0, nested);
  }

  static String packageOf(String className) {
    return className.substring(0, Math.max(0, className.lastIndexOf('.')));
  }

  @Override
  public int compareTo(ClassFile other) {
    return name.compareTo(other.name);
  }

  static ClassFile parsed(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      if (in.readInt() != 0xcafebabe) throw new IOException("no class file");
      in.readInt();
      Pool pool = new Pool(in);
      in.readUnsignedShort();
      String name = pool.className(in.readUnsignedShort());
      SortedSet<String> classes = pool.classes();
      classes.remove(name);
      return new ClassFile(name, Collections.unmodifiableSortedSet(classes), Collections.unmodifiableSortedSet(pool.members()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Pool {
    private final int[] tags;
    private final int[] first;
    private final int[] second;
    private final String[] texts;

    Pool(DataInputStream in) throws IOException {
      int count = in.readUnsignedShort();
      tags = new int[count];
      first = new int[count];
      second = new int[count];
      texts = new String[count];
      for (int i = 1; i < count; i++) {
        tags[i] = in.readUnsignedByte();
        switch (tags[i]) {
          case 1 -> texts[i] = in.readUTF();
          case 3, 4 -> in.readInt();
          case 5, 6 -> {
            in.readLong();
            i++;
          }
          case 7, 8, 16, 19, 20 -> first[i] = in.readUnsignedShort();
          case 9, 10, 11, 12, 17, 18 -> {
            first[i] = in.readUnsignedShort();
            second[i] = in.readUnsignedShort();
          }
          case 15 -> {
            first[i] = in.readUnsignedByte();
            second[i] = in.readUnsignedShort();
          }
          default -> throw new IOException("constant of kind " + tags[i]);
        }
      }
    }

    String className(int index) {
      return texts[first[index]].replace('/', '.');
    }

    SortedSet<String> classes() {
      SortedSet<String> classes = new TreeSet<>();
      for (int i = 1; i < tags.length; i++) {
        if (tags[i] == 7 && !texts[first[i]].startsWith("[")) classes.add(className(i));
        if (tags[i] != 1) continue;
        Matcher matcher = IN_DESCRIPTOR.matcher(texts[i]);
        while (matcher.find()) classes.add(matcher.group(1).replace('/', '.'));
      }
      return classes;
    }

    SortedSet<String> members() {
      SortedSet<String> members = new TreeSet<>();
      for (int i = 1; i < tags.length; i++) {
        if (tags[i] >= 9 && tags[i] <= 11) members.add(className(first[i]) + "." + texts[first[second[i]]]);
      }
      return members;
    }
  }
}
