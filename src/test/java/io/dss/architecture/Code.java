package io.dss.architecture;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** The classes that the rules are held against: those of this build, or small ones that are compiled on the spot. */
final class Code {
  private Code() {}

  /** All of {@code src/main}, as compiled. */
  static List<ClassFile> ofThisBuild() throws IOException {
    List<ClassFile> classes = new ArrayList<>();
    try (Stream<Path> paths = Files.walk(Path.of("target", "classes"))) {
      for (Path path : paths.filter(file -> file.toString().endsWith(".class")).sorted().toList()) {
        ClassFile parsed = ClassFile.parsed(Files.readAllBytes(path));
        // What was compiled from a source that is gone is not of this build.
        if (Files.exists(source(parsed.topLevel()))) classes.add(parsed);
      }
    }
    return classes;
  }

  private static Path source(String topLevel) {
    return Path.of("src", "main", "java").resolve(topLevel.replace('.', '/') + ".java");
  }

  /** Compiles {@code source}, which declares package and class {@code name}; several, as name and source in turn. */
  static List<ClassFile> compiled(String... namesAndSources) throws IOException {
    List<JavaFileObject> sources = new ArrayList<>();
    for (int i = 0; i < namesAndSources.length; i += 2) sources.add(new Source(namesAndSources[i], namesAndSources[i + 1]));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    TreeMap<String, ByteArrayOutputStream> outputs = new TreeMap<>();
    try (StandardJavaFileManager standard = compiler.getStandardFileManager(null, null, null); Outputs manager = new Outputs(standard, outputs)) {
      List<String> options = List.of("-classpath", System.getProperty("java.class.path"), "-proc:none");
      if (!compiler.getTask(null, manager, null, options, null, sources).call()) throw new IllegalArgumentException("the example does not compile");
    }
    return outputs.values().stream().map(bytes -> ClassFile.parsed(bytes.toByteArray())).toList();
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String name, String text) {
      super(URI.create("string:///" + name.replace('.', '/') + Kind.SOURCE.extension), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  private static final class Outputs extends ForwardingJavaFileManager<JavaFileManager> {
    private final TreeMap<String, ByteArrayOutputStream> outputs;

    Outputs(JavaFileManager standard, TreeMap<String, ByteArrayOutputStream> outputs) {
      super(standard);
      this.outputs = outputs;
    }

    @Override
    public JavaFileObject getJavaFileForOutput(Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
      return new SimpleJavaFileObject(URI.create("mem:///" + name.replace('.', '/') + kind.extension), kind) {
        @Override
        public OutputStream openOutputStream() {
          return outputs.computeIfAbsent(name, unused -> new ByteArrayOutputStream());
        }
      };
    }
  }
}
